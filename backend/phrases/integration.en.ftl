integration-no_file = There is no file { $file }.
integration-unknown_format = { $file } is neither a .parquet nor a .csv file.
integration-bad_file = { $file } cannot be read: { $detail }
integration-missing_columns = { $file } lacks the columns { $columns }.
integration-no_orders = { $file } holds no row that could become an order.
integration-not_empty = This database holds a company already. An order history makes its own company: give it a new database.
integration-code_taken = The products "{ $first }" and "{ $second }" would get the same code.
