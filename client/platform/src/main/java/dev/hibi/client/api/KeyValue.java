package dev.hibi.client.api;

/** An entry of a list of names and values; values may be secret and are not shown. */
public record KeyValue(String key, String value) {
  /** The name alone. */
  @Override
  public String toString() {
    return "KeyValue[" + key + "]";
  }
}
