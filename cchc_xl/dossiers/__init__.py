"""The one-stop log: its dossiers, working time, periods, tables and what is wrong with it."""
