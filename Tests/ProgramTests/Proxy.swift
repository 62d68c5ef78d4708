import Foundation

/// Debian's nginx in front of an aggregator, configured as `Tools/deploy` says, with certificates of an authority
/// that nobody knows but who is told.
struct Proxy: Sendable {
  let url: String
  private let scene: Scene
  private let service: Service

  /// Who vouches for a server.
  struct Authority: Sendable {
    let scene: Scene
    let openssl: String

    static func make(in scene: Scene) async throws -> Authority {
      let authority = Authority(scene: scene, openssl: Machine.openssl ?? "")
      try await authority.run(
        [
          "req", "-x509", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj",
          "/CN=Test",
        ]
          + Self.newKey)
      try await authority.run(
        ["req", "-nodes", "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost"]
          + Self.newKey + ["-addext", "subjectAltName=DNS:localhost"])
      return authority
    }

    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]

    /// - Parameter days: from now; less than none for one that has expired.
    /// - Returns: the certificate's file.
    func certificate(days: Int) async throws -> String {
      let name = "server\(days).pem"
      try await run([
        "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-set_serial",
        "1",
        "-copy_extensions", "copy", "-days", "\(days)", "-out", name,
      ])
      return scene.path(name)
    }

    private func run(_ words: [String]) async throws {
      let files = words.map {
        $0.hasSuffix(".pem") || $0.hasSuffix(".key") || $0.hasSuffix(".csr")
          ? scene.path($0) : $0
      }
      let run = try await scene.shell([openssl] + files)
      guard run.status == 0 else { throw Unexpected(description: "\(run)") }
    }

    /// A launcher in whose namespace the machine trusts this authority, as after `update-ca-certificates`.
    func trusted() throws -> [String] {
      let bundle = "/etc/ssl/certs/ca-certificates.crt"
      let known = FileManager.default.contents(atPath: bundle) ?? Data()
      let own = try Data(contentsOf: URL(filePath: scene.path("ca.pem")))
      try (known + own).write(to: URL(filePath: scene.path("bundle.crt")))
      let script = "mount --bind \(scene.path("bundle.crt")) \(bundle) && exec \"$0\" \"$@\""
      return (Machine.namespace ?? []) + ["sh", "-c", script]
    }
  }

  static func start(
    before region: Region, certificate: String, in scene: Scene
  ) async throws -> Proxy {
    let port = try unusedPort()
    let folder = scene.path("nginx-\(port)")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var site = try String(
      contentsOfFile: Machine.file("Tools/deploy/nginx/bokfink.conf"), encoding: .utf8)
    for (given, here) in [
      ("127.0.0.1:8700", "127.0.0.1:\(region.service.port)"),
      ("  listen 80;\n  listen [::]:80;\n", "  listen 127.0.0.1:\(try unusedPort());\n"),
      (
        "  listen 443 ssl http2;\n  listen [::]:443 ssl http2;\n",
        "  listen 127.0.0.1:\(port) ssl http2;\n"
      ),
      ("bokfink.example.se", "localhost"), ("/etc/ssl/certs/bokfink.pem", certificate),
      ("/etc/ssl/private/bokfink.key", scene.path("server.key")),
    ] {
      guard site.contains(given) else { throw Unexpected(description: "“\(given)” is gone") }
      site = site.replacing(given, with: here)
    }
    let file = try scene.write(
      configuration(site, folder: folder), to: "nginx-\(port)/nginx.conf")
    let service = try await Service.start(
      (Machine.nginx ?? "", ["-p", folder, "-c", file, "-e", "stderr"]), in: scene,
      url: "https://localhost:\(port)", until: "start worker process ")
    return Proxy(url: service.url, scene: scene, service: service)
  }

  private static func configuration(_ site: String, folder: String) -> String {
    """
    daemon off;
    worker_processes 1;
    pid \(folder)/pid;
    error_log stderr notice;
    events { worker_connections 256; }
    http {
      log_format kept '$request_method $uri $status $ssl_protocol $sent_http_content_encoding $gzip_ratio';
      access_log \(folder)/access.log kept;
      client_body_temp_path \(folder)/body;
      proxy_temp_path \(folder)/proxy;
      fastcgi_temp_path \(folder)/fastcgi;
      uwsgi_temp_path \(folder)/uwsgi;
      scgi_temp_path \(folder)/scgi;
      \(site)
    }
    """ + (getuid() == 0 ? "\nuser root;\n" : "\n")
  }

  /// What it has passed on, a line a request: method, path, status, TLS, coding and how far it shrank.
  var passedOn: [[String]] {
    get throws {
      let port = URL(string: url)?.port ?? 0
      let text = try String(
        contentsOfFile: scene.path("nginx-\(port)/access.log"), encoding: .utf8)
      return text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    }
  }

  func stop() async { _ = await service.stop() }
}
