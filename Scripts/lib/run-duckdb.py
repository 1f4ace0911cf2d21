"""Runs one SQL file over one export with DuckDB: run-duckdb.py SQL EXPORT THREADS RESULT."""

import sys

import duckdb


def main():
    sql, export, threads, result = sys.argv[1:]
    with open(sql, encoding="utf-8") as file:
        query = file.read().replace("$export", export.replace("'", "''"))
    connection = duckdb.connect(config={"threads": int(threads)})
    connection.execute(f"COPY ({query}) TO '{result}' (FORMAT csv, HEADER false)")


main()
