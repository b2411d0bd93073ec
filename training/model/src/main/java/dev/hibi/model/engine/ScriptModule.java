package dev.hibi.model.engine;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.hibi.model.torchscript.TorchScript;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;

/**
 * A TorchScript module on a device. Owns its native memory; not thread-safe while it trains.
 *
 * <p>Module mode (training or evaluation, which batch normalisation looks at) and gradient mode are
 * set here and nowhere else: a freshly loaded module is in evaluation mode.
 */
final class ScriptModule implements AutoCloseable {
  private static final String FOLDER = "network";

  private final PtNDManager manager;
  private final PtSymbolBlock block;
  private boolean training;

  private ScriptModule(PtNDManager manager, PtSymbolBlock block) {
    this.manager = manager;
    this.block = block;
  }

  /** Number of threads that share an operation on the CPU; the engine must be loaded. */
  static int threads() {
    return JniUtils.getNumThreads();
  }

  /** Lets cuDNN choose algorithms by timing them, from now on; the engine must be loaded. */
  static void timeConvolutions() {
    JniUtils.setBenchmarkCuDNN(true);
  }

  /** Sets what {@link #threads()} tells, for this thread and those that have computed nothing. */
  static void threads(int count) {
    JniUtils.setNumThreads(count);
  }

  /**
   * Loads a module, through a {@link PassingFile}: a stream would be copied four times in memory.
   */
  static ScriptModule load(TorchScript script, Device device, boolean trainable)
      throws IOException {
    PyTorch.requireDevice(device);
    EngineGate.enter();
    try {
      return loadInside(script, device, trainable);
    } finally {
      EngineGate.leave();
    }
  }

  private static ScriptModule loadInside(TorchScript script, Device device, boolean trainable)
      throws IOException {
    PtNDManager manager = (PtNDManager) PyTorch.engine().newBaseManager(device);
    try {
      return new ScriptModule(manager, load(script, manager, trainable));
    } catch (EngineException e) {
      manager.close();
      throw new IOException(
          "cannot load the network: expected PyTorch to take it, found '%s'"
              .formatted(EngineFailure.reason(e.getMessage(), device)),
          e);
    } catch (IOException | RuntimeException | Error e) {
      manager.close();
      throw e;
    }
  }

  private static PtSymbolBlock load(TorchScript script, PtNDManager manager, boolean trainable)
      throws IOException {
    try (PassingFile file = PassingFile.create()) {
      try (OutputStream out =
          new BufferedOutputStream(Files.newOutputStream(file.path()), 1 << 16)) {
        script.write(out, FOLDER);
      }
      String[] none = {};
      return JniUtils.loadModule(manager, file.path(), true, none, none, trainable);
    }
  }

  /** The manager that lives as long as this module, on its device. */
  NDManager manager() {
    return manager;
  }

  /**
   * Calls a method without gradients, in evaluation mode. The result is the input's manager's.
   *
   * @throws BatchMemoryException if memory does not suffice; the message names a batch that fits
   * @throws EngineException if the engine refuses it; the input's copy is freed
   */
  NDList evaluate(String method, NDArray input) {
    EngineGate.enter();
    try {
      mode(false);
      return run(method, (PtNDManager) input.getManager(), IValue.from((PtNDArray) input));
    } catch (EngineException e) {
      throw failure(method, e, input);
    } finally {
      EngineGate.leave();
    }
  }

  /**
   * Hands a batch to the method {@code take}, then calls another, which takes nothing, with
   * gradients and in training mode. The result is the inputs' manager's.
   *
   * <p>In two calls, because the engine frees what a call with gradients is given only when that
   * succeeds.
   *
   * @throws EngineException as {@link #evaluate}
   */
  NDList train(NDArray inputs, NDArray labels, double[] numbers, String method) {
    EngineGate.enter();
    try {
      mode(true);
      PtNDManager owner = (PtNDManager) inputs.getManager();
      run(
          "take",
          owner,
          IValue.from((PtNDArray) inputs),
          IValue.from((PtNDArray) labels),
          IValue.listFrom(numbers));
      return withGradients(method, owner);
    } catch (EngineException e) {
      throw failure(e, inputs);
    } finally {
      EngineGate.leave();
    }
  }

  /** Calls a method that takes nothing and gives nothing. */
  void call(String method) {
    try (NDManager none = manager.newSubManager()) {
      get(method, none).close();
    }
  }

  /** Calls a method that takes nothing; the result is the given manager's. */
  NDList get(String method, NDManager results) {
    return call(method, results);
  }

  /** Calls a method that takes a list of tensors, and gives nothing. */
  void put(String method, NDList tensors, NDManager owner) {
    PtNDArray[] arrays = tensors.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new);
    call(method, owner, IValue.listFrom(arrays));
  }

  /** Calls a method that takes a number and a choice; the result is the given manager's. */
  NDList get(String method, double number, boolean choice, NDManager results) {
    return call(method, results, IValue.from(number), IValue.from(choice));
  }

  private NDList call(String method, NDManager results, IValue... values) {
    EngineGate.enter();
    try {
      return run(method, (PtNDManager) results, values);
    } finally {
      EngineGate.leave();
    }
  }

  private NDList withGradients(String method, PtNDManager results) {
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(true);
    try (NDArray name = results.create(0)) {
      name.setName("module_method:" + method);
      return IValueUtils.forward(block, new NDList(name), true);
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  /** Calls a method without gradients; what it is given is freed whether it succeeds or not. */
  private NDList run(String method, PtNDManager results, IValue... values) {
    try (IValue value = IValueUtils.runMethod(block, method, values)) {
      return value.toNDList(results);
    } finally {
      for (IValue value : values) {
        value.close();
      }
    }
  }

  private EngineException failure(EngineException e, NDArray input) {
    return EngineFailure.of(e, manager.getDevice(), batch(input));
  }

  /**
   * Where the memory of a GPU does not suffice, smaller parts of the batch are tried; that of the
   * machine could be taken by them, and the kernel end the process, so there it is reckoned.
   */
  private EngineException failure(String method, EngineException e, NDArray input) {
    EngineException failure = failure(e, input);
    if (failure instanceof BatchMemoryException full) {
      if (!manager.getDevice().isGpu()) {
        return full.reckoned(AvailableMemory.bytes());
      }
      for (long size = batch(input) / 2; size >= 1; size /= 2) {
        if (fits(method, input, size)) {
          return full.fitting(size);
        }
      }
    }
    return failure;
  }

  private boolean fits(String method, NDArray input, long size) {
    try (PtNDManager trial = (PtNDManager) input.getManager().newSubManager();
        NDArray part = input.get(new NDIndex().addSliceDim(0, size))) {
      run(method, trial, IValue.from((PtNDArray) part));
      return true;
    } catch (EngineException e) {
      if (failure(e, input) instanceof BatchMemoryException) {
        return false;
      }
      throw e;
    }
  }

  /** The first dimension of (N, …). */
  private static long batch(NDArray input) {
    Shape shape = input.getShape();
    return shape.dimension() == 0 ? 1 : shape.get(0);
  }

  private void mode(boolean train) {
    if (training != train) {
      training = train;
      if (train) {
        JniUtils.enableTrainingMode(block);
      } else {
        JniUtils.enableInferenceMode(block);
      }
    }
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }
}
