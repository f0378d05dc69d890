identity-no_request = This request is gone. Please open the link again.
identity-no_account = This account is not connected.
messenger-account_connected = One more { $messenger } account was connected to you: { $account }. If that was not you, disconnect it on the web page "Accounts".
messenger-account_moved = Your { $messenger } account { $account } was connected to another user and no longer speaks for you. If that was not you, tell your administrator.
