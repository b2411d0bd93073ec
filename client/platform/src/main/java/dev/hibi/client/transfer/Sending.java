package dev.hibi.client.transfer;

import dev.hibi.client.api.UploadApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Parts on their way to one set of addresses. */
record Sending(UploadApi.Parts parts, PartPlan plan, Map<Integer, String> tags, boolean resumed) {
  long bytes() {
    return tags.keySet().stream().mapToLong(plan::length).sum();
  }

  List<String> numberedTags() {
    List<String> numbered = new ArrayList<>();
    tags.forEach((part, tag) -> numbered.add((part + 1) + "+" + tag));
    return numbered;
  }

  /** Without addresses. */
  @Override
  public String toString() {
    return "Sending[" + parts + "]";
  }
}
