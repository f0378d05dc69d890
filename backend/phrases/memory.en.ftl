names-unknown = "{ $word }" is not among the words remembered.
times-bad_period = Please give dates in order.
