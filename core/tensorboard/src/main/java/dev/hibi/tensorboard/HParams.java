package dev.hibi.tensorboard;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/**
 * The hyperparameters of a run, for the table and the charts of TensorBoard's HParams page.
 *
 * <p>They stand in the run itself: its scalars are the metrics, the last value of each in the
 * table. Runs of one log directory may have different hyperparameters. By default TensorBoard shows
 * all scalars of the runs as metrics, unless the log directory is the run itself: then it shows
 * none. {@link Builder#metric} names those that count, which also helps in that case. TensorBoard
 * takes that choice from any one run of the log directory, and then that run's hyperparameters are
 * the only columns as well: name metrics where all runs have the same hyperparameters.
 *
 * <p>Immutable.
 *
 * <p>Format: tensors of shape (0) and type float32 without content; the plugin content of each tag
 * is a message {@code HParamsPluginData}. Tag {@code _hparams_/session_start_info}: 3
 * session_start_info {1 hparams: map of name to google.protobuf.Value, 4 group_name, 5
 * start_time_secs}; {@code _hparams_/session_end_info}: 4 session_end_info {1 status, 2
 * end_time_secs}; {@code _hparams_/experiment}, only where metrics are named: 2 experiment {3
 * time_created_secs, 4 hparam_infos {1 name, 4 type: 1 string, 2 bool, 3 float64}, 5 metric_infos
 * {1 name {2 tag}}}.
 */
public final class HParams {
  static final String TAG_PREFIX = "_hparams_/";

  private final Map<String, Object> values;

  private final String group;
  private final List<String> metrics;

  private HParams(Builder builder) {
    this.values = Collections.unmodifiableMap(new TreeMap<>(builder.values));
    this.group = builder.group;
    this.metrics = List.copyOf(builder.metrics);
  }

  /** Hyperparameters to be named one by one. */
  public static Builder builder() {
    return new Builder();
  }

  /** Values by name, sorted: each a Double, a Boolean or a String. */
  public Map<String, Object> values() {
    return values;
  }

  /** Runs of the same group are one row of the table; empty if the run is a row of its own. */
  public String group() {
    return group;
  }

  /** Tags of the scalars that are metrics; empty means all. */
  public List<String> metrics() {
    return metrics;
  }

  SummaryValues start(double wallTime) {
    List<SummaryValues.Tagged> tagged = new ArrayList<>();
    if (!metrics.isEmpty()) {
      tagged.add(tagged("experiment", 2, experiment(wallTime)));
    }
    tagged.add(tagged("session_start_info", 3, session(wallTime)));
    return new SummaryValues(Kind.HPARAMS, tagged);
  }

  static SummaryValues end(SessionStatus status, double wallTime) {
    MessageBytes end = new MessageBytes().integer(1, status.number()).number(2, wallTime);
    return new SummaryValues(Kind.HPARAMS, List.of(tagged("session_end_info", 4, end)));
  }

  private MessageBytes session(double wallTime) {
    MessageBytes session = new MessageBytes();
    values.forEach(
        (name, value) ->
            session.message(1, new MessageBytes().text(1, name).message(2, value(value))));
    if (!group.isEmpty()) {
      session.text(4, group);
    }
    return session.number(5, wallTime);
  }

  /** A message google.protobuf.Value. */
  private static MessageBytes value(Object value) {
    MessageBytes message = new MessageBytes();
    if (value instanceof Double number) {
      return message.number(2, number);
    }
    if (value instanceof Boolean bool) {
      return message.bool(4, bool);
    }
    return message.text(3, (String) value);
  }

  private MessageBytes experiment(double wallTime) {
    MessageBytes experiment = new MessageBytes().number(3, wallTime);
    values.forEach(
        (name, value) ->
            experiment.message(4, new MessageBytes().text(1, name).integer(4, type(value))));
    for (String metric : metrics) {
      experiment.message(5, new MessageBytes().message(1, new MessageBytes().text(2, metric)));
    }
    return experiment;
  }

  private static int type(Object value) {
    if (value instanceof Double) {
      return 3;
    }
    return value instanceof Boolean ? 2 : 1;
  }

  private static SummaryValues.Tagged tagged(String name, int field, MessageBytes message) {
    ByteString content = new MessageBytes().message(field, message).toByteString();
    TensorProto nothing =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(Tensors.shape(0))
            .build();
    return new SummaryValues.Tagged(TAG_PREFIX + name, Kind.HPARAMS.metadata(content), nothing);
  }

  /** Collects hyperparameters. Not thread-safe. */
  public static final class Builder {
    private final Map<String, Object> values = new TreeMap<>();
    private final Set<String> metrics = new LinkedHashSet<>();
    private String group = "";

    private Builder() {}

    /**
     * A number.
     *
     * @param value finite
     * @throws IllegalArgumentException if the name is blank or taken, or the value is not finite
     */
    public Builder put(String name, double value) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "bad hyperparameter: expected a finite number, found %s ('%s')".formatted(value, name));
      }
      return add(name, value);
    }

    /**
     * A switch.
     *
     * @throws IllegalArgumentException if the name is blank or taken
     */
    public Builder put(String name, boolean value) {
      return add(name, value);
    }

    /**
     * A word.
     *
     * @throws IllegalArgumentException if the name is blank or taken
     */
    public Builder put(String name, String value) {
      return add(name, value);
    }

    /**
     * Makes the runs of a group one row of the table, with the mean of their metrics. Default: a
     * row of its own.
     */
    public Builder group(String name) {
      this.group = name;
      return this;
    }

    /**
     * Names a scalar as a metric; can be called again for more. Default: all scalars are.
     *
     * @throws IllegalArgumentException if the tag is blank
     */
    public Builder metric(String tag) {
      if (tag.isBlank()) {
        throw new IllegalArgumentException("blank metric: expected a tag, found '" + tag + "'");
      }
      metrics.add(tag);
      return this;
    }

    /** What was collected. */
    public HParams build() {
      return new HParams(this);
    }

    private Builder add(String name, Object value) {
      if (name.isBlank()) {
        throw new IllegalArgumentException(
            "blank hyperparameter: expected a name, found '" + name + "'");
      }
      if (values.putIfAbsent(name, value) != null) {
        throw new IllegalArgumentException(
            "hyperparameter given twice: expected different names, found '" + name + "' again");
      }
      return this;
    }
  }
}
