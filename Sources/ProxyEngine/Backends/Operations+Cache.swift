import Monitoring

// What backends tell of their slots and caches, while somebody may want to see it.
extension Operations {
    /// Looks at the cache of every backend until cancelled.
    func watchCaches() async {
        await withTaskGroup(of: Void.self) { group in
            for index in engine.backends.indices {
                group.addTask { await self.watchCache(of: index) }
            }
        }
    }

    private func watchCache(of index: Int) async {
        let backend = engine.backends[index]
        var watch = CacheWatch()
        var told: CacheReport?
        while !Task.isCancelled {
            let configuration = engine.configuration
            var interval = configuration.slotIntervalSeconds
            if backend.current.state != .up {
                (watch, told) = (CacheWatch(), nil)
            } else if interval > 0 {
                if !engine.hub.isWatched { interval = max(interval, configuration.healthIntervalSeconds) }
                let isBusy = backend.gate.running > 0
                if watch.isDue(at: .now, isBusy: isBusy, interval: interval) {
                    let finding = await CacheProbe(caller: caller, index: index, backend: backend).run()
                    watch.note(finding, at: .now, isBusy: isBusy)
                    if case .report(let report) = finding, report != told {
                        told = report
                        engine.publisher.publish(.cache(backend: backend.name, report))
                    }
                }
            } else if told != nil {
                // What is not looked at any more is not shown either.
                (watch, told) = (CacheWatch(), nil)
                engine.publisher.publish(.cache(backend: backend.name, nil))
            }
            let pause = configuration.slotIntervalSeconds > 0 ? min(1, max(0.1, configuration.slotIntervalSeconds)) : 1
            guard (try? await Task.sleep(for: .seconds(pause))) != nil else { return }
        }
    }

    /// Tells what the cache holds now, if it is looked at at all.
    func tellCache(of index: Int) async {
        guard engine.configuration.slotIntervalSeconds > 0 else { return }
        let backend = engine.backends[index]
        let finding = await CacheProbe(caller: caller, index: index, backend: backend).run()
        if case .report(let report) = finding {
            engine.publisher.publish(.cache(backend: backend.name, report))
        }
    }
}
