package dev.hibi.client.api;

import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A {@link JobStatus} as JSON: a text, though it is a record. */
final class JobStatusAdapter extends TypeAdapter<JobStatus> {
  @Override
  public void write(JsonWriter out, @Nullable JobStatus status) throws IOException {
    out.value(status == null ? null : status.name());
  }

  @Override
  public @Nullable JobStatus read(JsonReader in) throws IOException {
    if (in.peek() == JsonToken.NULL) {
      in.nextNull();
      return null;
    }
    return new JobStatus(in.nextString());
  }
}
