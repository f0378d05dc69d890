database-bad_url = 数据库地址无效。请使用 sqlite:///文件 或 postgresql://用户:密码@主机/库名。
database-foreign = 这个数据库里已有别的程序的表，不会在其中写入。请换一个空库。
database-missing = 找不到数据库 { $database }。请先运行 dinghuo setup。
database-newer = 这个数据库由更新版本的程序创建，请先升级程序。
database-no_permission = 没有写入 { $database } 的权限。
database-not_migrated = 数据库还没有升级到本版本的结构。请运行 dinghuo setup。
database-owned = 数据库 { $database } 正由进程 { $pid } 使用（{ $address }）。请先停止该进程再重试。
database-unreachable = 无法连接 PostgreSQL 服务器 { $server }：{ $reason }
