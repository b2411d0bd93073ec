package dev.hibi.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** {@link BankAddition}s in {@code model.json}: an array of objects with a field a component. */
final class BankAdditionJson {
  private BankAdditionJson() {}

  static JsonArray of(List<BankAddition> added) {
    JsonArray all = new JsonArray();
    for (BankAddition addition : added) {
      JsonObject json = new JsonObject();
      json.addProperty("sha256", addition.data());
      json.addProperty("images", addition.images());
      json.addProperty("rows", addition.rows());
      all.add(json);
    }
    return all;
  }

  /**
   * What {@link #of} wrote.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  static List<BankAddition> read(List<StrictJson> all) throws StrictJson.Malformed {
    List<BankAddition> added = new ArrayList<>();
    for (StrictJson json : all) {
      added.add(new BankAddition(json.text("sha256"), json.small("images"), json.small("rows")));
    }
    return added;
  }
}
