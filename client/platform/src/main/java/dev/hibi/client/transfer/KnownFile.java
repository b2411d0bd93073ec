package dev.hibi.client.transfer;

import dev.hibi.client.transfer.JournalLine.Begun;
import java.util.Map;

/**
 * What an earlier upload has left of a file.
 *
 * @param tags of the parts that are in the storage
 */
record KnownFile(Begun begun, Map<Integer, String> tags, boolean complete) {
  KnownFile {
    tags = Map.copyOf(tags);
  }
}
