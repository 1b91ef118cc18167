"""The serving database: tables, views that BI reads, migrations, bulk loads and the data dictionary."""
