package dev.hibi.model.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Reads what PyTorch writes for tensors in dictionaries, in protocols 2 to 5 of Python's pickle. A
 * pickle is a program; of its instructions those are followed that build data, and a class or
 * function is looked up among the handful that tensors need. Nothing is imported or called, so a
 * pickle of a stranger can do nothing here but be refused.
 *
 * <p>Source: the comments of CPython's {@code pickletools.py}.
 */
final class Unpickler {
  private static final String REBUILD = "torch._utils._rebuild_tensor_v2";
  private static final String REBUILD_OLD = "torch._utils._rebuild_tensor"; // before PyTorch 0.4
  private static final String REBUILD_PARAMETER = "torch._utils._rebuild_parameter";
  private static final String ORDERED = "collections.OrderedDict";

  private static final Map<String, StoredType> STORAGES =
      Map.of(
          "torch.FloatStorage", StoredType.F32,
          "torch.DoubleStorage", StoredType.F64,
          "torch.HalfStorage", StoredType.F16,
          "torch.BFloat16Storage", StoredType.BF16,
          "torch.LongStorage", StoredType.I64);

  /** Bytes of one pickle; that of a ResNet-152 has some 100 kB. */
  static final int MAX_BYTES = 16_000_000;

  /** Each builds at most one object; the pickle of a ResNet-152 has some 35,000. */
  private static final int MAX_INSTRUCTIONS = 2_000_000;

  private static final int MAX_NESTING = 1_000;
  private static final int MAX_DIMENSIONS = 64;

  private final ByteBuffer in;
  private Deque<Pickle> stack = new ArrayDeque<>();
  private final Deque<Deque<Pickle>> marked = new ArrayDeque<>();
  private final Map<Long, Pickle> memo = new HashMap<>();

  /** Reads from the buffer's position; {@link #read} leaves it after the pickle. */
  Unpickler(ByteBuffer in) {
    this.in = in.order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * One pickle.
   *
   * @throws IOException if it is damaged, or holds something else than data; the message lacks the
   *     file
   */
  Pickle read() throws IOException {
    stack = new ArrayDeque<>();
    marked.clear();
    memo.clear();
    int begin = in.position();
    try {
      for (int count = 0; ; count++) {
        if (count == MAX_INSTRUCTIONS || in.position() - begin > MAX_BYTES) {
          throw refused(
              "a pickle of more than %d instructions or %d bytes"
                  .formatted(MAX_INSTRUCTIONS, MAX_BYTES));
        }
        int operation = in.get() & 0xff;
        if (operation == '.') {
          return stack.pop();
        }
        step(operation);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (BufferUnderflowException
        | NoSuchElementException
        | ClassCastException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | UnsupportedOperationException
        | ArithmeticException e) {
      throw new IOException(
          "bad pickle: expected one whole, found damage at byte " + in.position(), e);
    }
  }

  private void step(int operation) {
    switch (operation) {
      case 0x80 -> requireProtocol(in.get() & 0xff);
      case 0x95 -> in.getLong(); // length of a frame
      case '(' -> {
        if (marked.size() == MAX_NESTING) {
          throw refused("more than " + MAX_NESTING + " of them within each other");
        }
        marked.push(stack);
        stack = new ArrayDeque<>();
      }
      case 'N' -> stack.push(new Pickle.None());
      case 0x88 -> stack.push(new Pickle.Decimal(1));
      case 0x89 -> stack.push(new Pickle.Decimal(0));
      case 'J' -> stack.push(new Pickle.Whole(in.getInt()));
      case 'K' -> stack.push(new Pickle.Whole(in.get() & 0xff));
      case 'M' -> stack.push(new Pickle.Whole(in.getShort() & 0xffff));
      case 0x8a -> stack.push(new Pickle.Whole(whole(bytes(in.get() & 0xff))));
      case 'G' -> stack.push(new Pickle.Decimal(Double.longBitsToDouble(bigEndian())));
      case 'X', 'T' -> stack.push(text(in.getInt()));
      case 0x8c, 'U' -> stack.push(text(in.get() & 0xff));
      case ')' -> stack.push(new Pickle.Sequence(List.of()));
      case 0x85 -> tuple(1);
      case 0x86 -> tuple(2);
      case 0x87 -> tuple(3);
      case 't' -> {
        List<Pickle> values = sinceMark();
        stack.push(new Pickle.Sequence(values));
      }
      case ']' -> stack.push(new Pickle.Sequence(new ArrayList<>()));
      case 'a' -> {
        Pickle value = stack.pop();
        ((Pickle.Sequence) stack.element()).values().add(value);
      }
      case 'e' -> {
        List<Pickle> values = sinceMark();
        ((Pickle.Sequence) stack.element()).values().addAll(values);
      }
      case '}' -> stack.push(new Pickle.Dictionary(new LinkedHashMap<>()));
      case 's' -> {
        Pickle value = stack.pop();
        Pickle key = stack.pop();
        put((Pickle.Dictionary) stack.element(), key, value);
      }
      case 'u' -> {
        List<Pickle> values = sinceMark();
        for (int i = 0; i < values.size(); i += 2) {
          put((Pickle.Dictionary) stack.element(), values.get(i), values.get(i + 1));
        }
      }
      case 'q' -> memo.put((long) (in.get() & 0xff), stack.element());
      case 'r' -> memo.put(in.getInt() & 0xffffffffL, stack.element());
      case 0x94 -> memo.put((long) memo.size(), stack.element());
      case 'h' -> stack.push(remembered(in.get() & 0xff));
      case 'j' -> stack.push(remembered(in.getInt() & 0xffffffffL));
      case '0' -> stack.pop();
      case 'c' -> stack.push(global(line() + "." + line()));
      case 0x93 -> {
        String name = ((Pickle.Text) stack.pop()).value();
        stack.push(global(((Pickle.Text) stack.pop()).value() + "." + name));
      }
      case 'Q' -> stack.push(storage(stack.pop()));
      case 'R' -> {
        List<Pickle> arguments = ((Pickle.Sequence) stack.pop()).values();
        if (!(stack.pop() instanceof Pickle.Global called)) {
          throw refused("a call of an object");
        }
        stack.push(rebuilt(called.name(), arguments));
      }
      case 'b' -> {
        // Attributes of a dictionary, such as the versions of modules: not needed.
        stack.pop();
        if (!(stack.element() instanceof Pickle.Dictionary)) {
          throw refused("an object with attributes");
        }
      }
      default ->
          throw refused("instruction 0x%02x at byte %d".formatted(operation, in.position() - 1));
    }
  }

  private static void requireProtocol(int protocol) {
    if (protocol < 2 || protocol > 5) {
      throw refused("protocol " + protocol);
    }
  }

  private Pickle remembered(long key) {
    Pickle value = memo.get(key);
    if (value == null) {
      throw new NoSuchElementException();
    }
    return value;
  }

  private void tuple(int count) {
    Pickle[] values = new Pickle[count];
    for (int i = count - 1; i >= 0; i--) {
      values[i] = stack.pop();
    }
    stack.push(new Pickle.Sequence(List.of(values)));
  }

  /** What was pushed since the last mark, in order; takes the mark away. */
  private List<Pickle> sinceMark() {
    List<Pickle> values = new ArrayList<>(stack.size());
    stack.descendingIterator().forEachRemaining(values::add);
    stack = marked.pop();
    return values;
  }

  private static void put(Pickle.Dictionary into, Pickle key, Pickle value) {
    if (!(key instanceof Pickle.Text || key instanceof Pickle.Whole)) {
      throw refused("a dictionary with other keys than names and numbers");
    }
    into.values().put(key, value);
  }

  private static Pickle global(String name) {
    if (STORAGES.containsKey(name)
        || name.equals(ORDERED)
        || name.equals(REBUILD)
        || name.equals(REBUILD_OLD)
        || name.equals(REBUILD_PARAMETER)) {
      return new Pickle.Global(name);
    }
    throw refused("'" + new Pickle.Text(name).shown() + "'");
  }

  private static Pickle storage(Pickle id) {
    List<Pickle> parts = id instanceof Pickle.Sequence sequence ? sequence.values() : List.of();
    if (parts.size() < 5 || !parts.get(0).equals(new Pickle.Text("storage"))) {
      throw refused("a reference that is no storage");
    }
    StoredType type =
        parts.get(1) instanceof Pickle.Global named ? STORAGES.get(named.name()) : null;
    if (type == null) {
      throw refused("a storage of an unknown type");
    }
    if (parts.size() > 5 && !(parts.get(5) instanceof Pickle.None)) {
      throw refused("a view of a storage, as PyTorch before 0.4 wrote it");
    }
    return new Pickle.Storage(
        type, ((Pickle.Text) parts.get(2)).value(), ((Pickle.Whole) parts.get(4)).value());
  }

  private static Pickle rebuilt(String function, List<Pickle> arguments) {
    return switch (function) {
      case ORDERED -> {
        Pickle.Dictionary dictionary = new Pickle.Dictionary(new LinkedHashMap<>());
        if (!arguments.isEmpty()) { // of Python 2: a list of pairs
          for (Pickle pair : ((Pickle.Sequence) arguments.get(0)).values()) {
            List<Pickle> both = ((Pickle.Sequence) pair).values();
            put(dictionary, both.get(0), both.get(1));
          }
        }
        yield dictionary;
      }
      case REBUILD, REBUILD_OLD ->
          new Pickle.View(
              (Pickle.Storage) arguments.get(0),
              ((Pickle.Whole) arguments.get(1)).value(),
              wholes(arguments.get(2)),
              wholes(arguments.get(3)));
      case REBUILD_PARAMETER -> (Pickle.View) arguments.get(0);
      default -> throw refused("a call of " + function);
    };
  }

  private static List<Long> wholes(Pickle sequence) {
    List<Pickle> values = ((Pickle.Sequence) sequence).values();
    if (values.size() > MAX_DIMENSIONS) {
      throw refused("a tensor of more than " + MAX_DIMENSIONS + " dimensions");
    }
    return values.stream().map(value -> ((Pickle.Whole) value).value()).toList();
  }

  private Pickle.Text text(int length) {
    return new Pickle.Text(new String(bytes(length), StandardCharsets.UTF_8));
  }

  private byte[] bytes(int length) {
    if (length < 0 || length > Math.min(in.remaining(), MAX_BYTES)) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private String line() {
    int begin = in.position();
    while (in.get() != '\n') {
      // to its end
    }
    byte[] bytes = new byte[in.position() - 1 - begin];
    in.get(begin, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private long bigEndian() {
    return Long.reverseBytes(in.getLong());
  }

  /** Little-endian, in two's complement; PyTorch's mark of old files has ten bytes. */
  private static long whole(byte[] littleEndian) {
    byte[] bigEndian = new byte[littleEndian.length + 1];
    for (int i = 0; i < littleEndian.length; i++) {
      bigEndian[littleEndian.length - i] = littleEndian[i];
    }
    if (littleEndian.length > 0 && littleEndian[littleEndian.length - 1] < 0) {
      bigEndian[0] = -1;
    }
    return new BigInteger(bigEndian).longValue();
  }

  private static UncheckedIOException refused(String found) {
    return new UncheckedIOException(
        new IOException(
            "unsupported weights: expected tensors, numbers and dictionaries, found " + found));
  }
}
