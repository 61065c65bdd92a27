internal import TenExtensions
internal import TenHost

@main
enum Entry {
  static func main() { TenHost.main(extensions: allExtensions) }
}
