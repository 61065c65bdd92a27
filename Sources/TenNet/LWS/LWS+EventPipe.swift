/// Takes the place of the library's function of this name, which calls it as any other: an executable's symbols come first, and this one is exported.
///
/// The library's own closes the pipe's descriptor at once, and again when libuv lets go of the handle, a turn of the loop later. By then another thread
/// may have been given the number for a file, a socket or a loop of its own. Here the pipe ends like every connection: its descriptor is closed once.
@c(lws_destroy_event_pipe)
package func destroyEventPipe(_ wsi: OpaquePointer) { LWS.kill(wsi) }
