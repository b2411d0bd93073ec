package dev.hibi.model.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.util.cuda.CudaUtils;
import dev.hibi.model.network.Precision;
import java.util.Optional;

/**
 * DJL's PyTorch engine, loaded here and nowhere else.
 *
 * <p>Before it is loaded on Linux, {@code GOMP_SPINCOUNT=3000} is set for this process, unless the
 * environment has {@code OMP_WAIT_POLICY} or {@code GOMP_SPINCOUNT}: otherwise PyTorch's threads
 * spin for milliseconds while they wait for each other, and on a machine that has other work a
 * photograph takes some thirty times as long. An application that loads the engine itself, before
 * anything of Hibi does, calls {@link #prepare} first or sets the variable itself.
 */
public final class PyTorch {
  private PyTorch() {}

  /** Done once, by the first who asks. */
  private static final class Environment {
    static final String PREPARED =
        ThreadWaiting.letThreadsSleepSoon(System.getenv(), System.getProperty("os.name", ""));
  }

  /**
   * Sets what must be set before the engine is loaded, and does not load it: for those who let DJL
   * do so. Thread-safe.
   *
   * @return what was done, for people
   */
  public static String prepare() {
    return Environment.PREPARED;
  }

  /** The engine; the first call loads its native libraries. Thread-safe. */
  public static Engine engine() {
    prepare();
    return Engine.getEngine("PyTorch");
  }

  /**
   * Refuses a device that this machine does not have; without this, the engine fails at the first
   * array, in other words.
   *
   * @throws IllegalArgumentException if there is no such GPU
   */
  static void requireDevice(Device device) {
    if (device.isGpu() && device.getDeviceId() >= engine().getGpuCount()) {
      throw new IllegalArgumentException(
          "no such device: expected one of %d GPUs or the CPU, found gpu:%d"
              .formatted(engine().getGpuCount(), device.getDeviceId()));
    }
  }

  /**
   * By what the kernels of a GPU are chosen, such as {@code CUDA 12.8, compute capability 90},
   * which is 9.0; empty for a CPU.
   */
  public static Optional<String> gpu(Device device) {
    return device.isGpu()
        ? Optional.of(
            "CUDA %s, compute capability %s"
                .formatted(
                    CudaUtils.getCudaVersionString(),
                    CudaUtils.getComputeCapability(device.getDeviceId())))
        : Optional.empty();
  }

  /**
   * The precision in which convolutions are fastest on a device: of a CPU {@code bf16} if it
   * multiplies such numbers itself, of a GPU {@code bf16} from compute capability 8.0, {@code fp16}
   * from 7.0; else {@code fp32}.
   */
  public static Precision fastestPrecision(Device device) {
    if (device.isGpu()) {
      int capability = Integer.parseInt(CudaUtils.getComputeCapability(device.getDeviceId()));
      return capability >= 80
          ? Precision.BFLOAT16
          : capability >= 70 ? Precision.FLOAT16 : Precision.FLOAT32;
    }
    return Processor.multipliesBfloat16() ? Precision.BFLOAT16 : Precision.FLOAT32;
  }

  /**
   * Lets cuDNN choose the algorithm of each convolution of each shape by timing some, once: a
   * training has few shapes and many steps. Which one wins may differ from run to run, and with it
   * the last bits of results; on a GPU they differ anyway, by the order in which its threads add.
   *
   * <p>Convolutions in float32 are on NVIDIA's GPUs from compute capability 8.0 in TF32, 10 bits of
   * significand, which is PyTorch's default; the variable {@code NVIDIA_TF32_OVERRIDE=0} in the
   * environment of the process forbids it.
   */
  static void chooseConvolutionsByTime(Device device) {
    if (device.isGpu()) {
      ScriptModule.timeConvolutions();
    }
  }

  /** Among how many threads of the CPU one computation of this thread is divided, as it is now. */
  public static int computeThreads() {
    engine();
    return ScriptModule.threads();
  }

  /**
   * Divides the computations of this thread, and of those that have computed nothing yet, among so
   * many threads of the CPU. It decides the last bits of results, as the order of sums does.
   *
   * @param count at least 1
   */
  public static void computeThreads(int count) {
    engine();
    ScriptModule.threads(count);
  }
}
