"""Many workbooks into one."""
