identity-no_request = 这个连接请求已经不在了，请重新打开链接。
identity-no_account = 没有连接这个账号。
messenger-account_connected = 又有一个 { $messenger } 账号连到了您：{ $account }。如果不是您本人操作，请到网页“账号连接”里断开。
messenger-account_moved = 您的 { $messenger } 账号 { $account } 已连到别的用户，不再代表您。如果不是您本人操作，请联系管理员。
