# The page of tables
nav-import = Order by table
import-subtitle = Upload or paste an order list, check it row by row, make drafts
import-title = A new table
import-file = Choose a file (.xlsx, .xls, .csv)
import-paste = Or paste a table
import-paste-hint = Item	Size	Quantity
import-send = Read it
import-monthly = Order last month's totals
import-form = Download my order form (.xlsx)
import-all = All tables
import-none = No tables yet.
import-pasted = Pasted table
import-made = { $ordered ->
        [0] Made into { $count ->
            [one] 1 draft
           *[other] { $count } drafts
        }, to be confirmed in the chat
       *[other] Ordered: { $numbers }
    }
import-columns = What each column is
import-column = Column { $number }
import-header = Heading in row (0: none)
import-read-again = Read again like this
import-filter = By status
import-every = All
import-no-rows = No rows here.
import-progress = Reading progress
import-again = Import again: { $what }
import-drafted = { $count ->
        [one] 1 draft is made. Please check prices and stock in the chat and confirm it there.
       *[other] { $count } drafts are made. Please check prices and stock in the chat and confirm them there.
    }
import-code = Item code
import-qty = Quantity
import-unit = Unit
import-unit-usual = Usual unit
import-unit-case = Case
import-unit-inner = Inner pack
import-unit-base = Base unit
import-take = Take this row
import-leave-out = Leave it out
import-role-name = Product name
import-role-code = Item code
import-role-spec = Size
import-role-brand = Brand
import-role-unit = Unit
import-role-qty = Order quantity
import-role-note = Remark
import-role-other = Not used
orders-export-csv = Export CSV
import-required = The twelve required fields of an order
import-required-system = By the system: order number, order date, dealer, placed by, channel.
import-required-draft = In the draft, with what is usual: ship-to and delivery day; both can be changed before it is confirmed.
import-required-prices = By your price list: unit price and amount.
import-required-table = By the table: product, quantity and unit (without one, the usual unit). What a row lacks stands beside it and can be given there.
import-missing = Still lacking: { $fields }
import-lacks = { $field } in { $count ->
        [one] one row
       *[other] { $count } rows
    }
import-row-missing = lacks: { $fields }
