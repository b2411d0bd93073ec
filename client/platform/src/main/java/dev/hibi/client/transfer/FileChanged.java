package dev.hibi.client.transfer;

import java.io.IOException;
import java.net.URI;

/** The file is not what it was when its first bytes were fetched. */
final class FileChanged extends IOException {
  private static final long serialVersionUID = 1L;

  FileChanged(RemoteFile expected, RemoteFile found, URI address) {
    super(
        "file changed while it was fetched: expected %s, found %s (%s)"
            .formatted(expected, found, StorageAddress.plain(address)));
  }
}
