"""Hand-off with an ERP: rows in (stock, prices, invoices, payments), released orders out, and the mapping of its codes to ours."""
