/// What is written where there is no monitor: on standard output the address, on standard error everything else.
enum HeadlessOutput {
    static func start(address: String, banner: String?) {
        StandardOutput.print("listening on http://\(address)")
        if let banner { StandardError.print(banner) }
    }
}
