import ProxyEngine

extension AttachedProxies: SnapshotSource {}
