# Titles of HTTP problems
http-400 = Bad request
http-401 = Not signed in
http-403 = Not permitted
http-404 = Not found
http-405 = Method not allowed
http-409 = Conflict
http-413 = Too large
http-422 = Not valid
http-429 = Too many requests
http-500 = Internal error
http-503 = Not available
# Problems of the HTTP door itself
request-invalid = The request could not be read. Please check: { $fields }.
request-too_large = The request is too large. At most { $longest } bytes are accepted.
request-failed = Something went wrong on our side. Nothing was changed by halves; please try again and report the request id if it stays.
request-no_route = There is nothing at this address.
request-bad_method = This address does not accept this method.
request-unreadable = The request could not be read.
identity-too_many_attempts = Too many sign-in attempts. Please try again in { $seconds } seconds.
credit-dealer_needed = Please name the dealer whose credit you want to see.
confirmation-blocked = The order cannot be placed. Please see the reasons; nothing was ordered.
confirmation-needs_review = Something changed since this was shown. Nothing was ordered; please look at the new version and confirm that one.
request-long_text = The text is too long. At most { $longest } characters are read at a time; please split it.
message-too_often = That is a lot of messages. Please try again in { $seconds } seconds.
