# Tables
table-title = Table { $name }
table-counts = Rows: { $ok } clear, { $ask } to check, { $reject } not understood
table-skipped = { $count } rows are no goods or order nothing (blank, totals, hidden and the like)
table-unread = { $count } rows are still being read.
table-page = Settle them row by row: { $address }
table-row = Row { $row }: { $said }
table-draft = Make a draft of { $count } rows
table-draft-partly = Draft only the { $count } clear rows
table-say-draft = Make a draft of the table
table-say-partly = Draft only the clear rows
table-say-again = Make a draft of the table again
table-say-partly-again = Draft only the clear rows again
table-earlier = The same table was imported on { $time } by { $by }{ $ordered ->
        [0] {" "}as a draft
       *[other] {" "}as order { $numbers }
    }.
table-export = { $count ->
        [one] One order
       *[other] { $count } orders
    }{ $dated ->
        [0] {""}
       *[other] {" "}of { $days }
    }{ $priced ->
        [0] {""}
       *[other] , { $totals } in all
    }: { $address }
table-export-none = There are no such orders, so there is nothing to export.
table-form = Your order form with your products and prices, what you bought lately first: /import/order-form.xlsx. Fill in the last column and send it back here.
table-month = { $month }: { $orders } orders, together { $lines } products:
table-month-gone = { $count } products are no longer sold and were left out: { $names }.
table-status-ok = Clear
table-status-ask = To check
table-status-reject = Not understood
table-status-skip = Left out
table-status-unread = Being read
table-why-none = {""}
table-why-ambiguous = may be: { $names }
table-why-likely = close to: { $names }
table-why-code-name = code and name disagree: { $names }
table-why-unit = the unit is unknown, or there is no such pack
table-why-pack = another number to the case than the product has
table-why-large = a very large quantity, please check
table-why-unusual = far more than usual; is it { $likely }?
table-why-broken = no whole number of base units
table-why-unclear-qty = the quantity is not clear
table-why-formula = the quantity is a formula without a value
table-why-unknown = no such product
table-why-not-sold = no longer sold
table-why-no-product = neither name nor code
table-why-no-qty = no quantity
table-why-negative = below zero
table-why-called-off = the remark calls it off
table-why-free = wanted free of charge, which an order does not decide
table-why-blank = blank
table-why-total = total
table-why-heading = heading
table-why-hidden = hidden
table-why-not-ordered = not ordered
table-why-remark = remark
table-why-left-out = left out by you
table-why-by-history = by what you usually buy
table-why-by-person = settled by you
table-why-spelling = misspelt, read as the nearest
