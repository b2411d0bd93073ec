package dev.hibi.client.transfer;

import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * A file in the storage.
 *
 * @param name for whoever watches
 * @param target where it goes
 * @param url an address; empty if there is none yet
 * @param fresh asks the platform for another address
 */
record FileSource(String name, Path target, String url, Supplier<String> fresh) {
  /** Without the address. */
  @Override
  public String toString() {
    return "FileSource[" + name + "]";
  }
}
