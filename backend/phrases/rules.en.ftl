# Approval rules: what is wrong with a draft
rules-table_too_large = A table has at most { $most } rows, and each fact is one column.
rules-no_such_fact = There is no fact { $fact }.
rules-no_such_column = { $fact } is no column of this table.
rules-bad_row_id = This row needs a name of its own (letters, digits, - and _).
rules-auto_for_all = A row that lets orders pass needs at least one condition.
rules-bad_code = The code is written in capitals, digits and _, such as LARGE_ORDER.
rules-message_too_long = At most { $most } characters, please.
rules-bad_approver = Choose a role that may approve orders.
rules-bad_level = One or two people approve; not more than { $most }.
rules-bad_operator = Choose how to compare.
rules-no_value = A value is missing (at most { $most }).
rules-not_a_flag = Choose yes or no.
rules-wrong_count = From and to are both needed.
rules-not_a_number = “{ $text }” is not a number.
rules-number_out_of_range = The number is too large, or has more than { $decimals } decimals.
rules-wrong_order = “From” must not be more than “to”.
rules-bad_word = “{ $text }” cannot be used: no quotation marks, commas or backslashes, please.
rules-unknown_word = “{ $text }” does not exist in this company.
rules-table_has_problems = { $count ->
    [one] One place of the table still has to be put right.
   *[other] { $count } places of the table still have to be put right.
}
rules-no_row = The table has no row yet, so every order would wait for a person.
rules-no_example = There is no example yet. Write at least one: facts and what must become of the order.
rules-example_fails = Not published: { $count ->
    [one] example { $examples } does
   *[other] examples { $examples } do
} not come out as expected.
rules-engine_differs = Not published: rows { $rows } could not be judged reliably.
rules-too_many_examples = At most { $most } examples, please.
rules-draft_moved_on = Somebody else has saved the draft meanwhile. Look at it again first.
rules-based_on_older = Version { $version } was published since this draft was begun. Throw the draft away or start again from it.
rules-no_version = There is no version { $version } of the rules.
rules-engine_failed = The approval rules cannot be judged right now. Please try again.
rules-bad_delegation_days = The days must not be over, come in order and span at most { $most } days.
rules-no_such_deputy = Choose somebody of the staff who may read orders.
rules-no_delegation = There is no such delegation of yours.
order-own_order_of = The person you stand in for placed or changed order { $number }. Somebody else has to decide on it.
order-second_person = You have released order { $number } already; a second person has to release it too.
order-escalated = Order { $number } has been waiting for its release for more than { $hours } hours.
order-first_release = Order { $number } was released by { $by_name }; a second person has to release it too.
