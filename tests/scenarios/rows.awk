# Makes a CLD file of many rows: row 4 of the sample (a service) again and again, each with a person and event of its own.
#   awk -v rows=1000 -v mark=A -f rows.awk cld-2025.csv
BEGIN { FS = OFS = "," }
NR == 1 { print }
NR == 4 {
  sub(/\r$/, "")
  for (i = 1; i <= rows; i++) {
    $4 = ""
    $5 = "P" mark "-" i
    $26 = "S" mark "-" i
    print $0 ending
  }
}
