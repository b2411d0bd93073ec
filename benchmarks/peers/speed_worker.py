"""A peer of SpeedWorker: computes as side_by_side.py tells it, for each line so many seconds.

    python benchmarks/peers/speed_worker.py inference|train FORM NETWORK SIZE BATCH

Forms of inference: torch, channels_last, bf16 (channels_last, bfloat16 by autocast), onnxruntime,
openvino, openvino-bf16; of training the first three. Networks have random weights and two classes.
"""

import os
import sys
import tempfile
import time

import torch
import torchvision

KIND, FORM, NAME, SIZE, BATCH = sys.argv[1], sys.argv[2], sys.argv[3], *map(int, sys.argv[4:6])
LAST = torch.channels_last if FORM in ("channels_last", "bf16") else torch.contiguous_format
THREADS = torch.get_num_threads()

torch.manual_seed(0)
network = getattr(torchvision.models, NAME)(num_classes=2)
images = torch.randn(BATCH, 3, SIZE, SIZE)


def training():
    trained = network.to(memory_format=LAST)
    optimizer = torch.optim.Adam(trained.parameters(), 1e-5)
    labels = torch.arange(BATCH) % 2
    inputs = images.contiguous(memory_format=LAST)

    def step():
        optimizer.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=FORM == "bf16"):
            loss = torch.nn.functional.cross_entropy(trained(inputs).float(), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def eager():
    answering = network.eval().to(memory_format=LAST)
    inputs = images.contiguous(memory_format=LAST)

    def answer():
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=FORM == "bf16"):
            return answering(inputs).float().numpy()

    return answer


def exported():
    file = tempfile.NamedTemporaryFile(suffix=".onnx")
    shape = torch.zeros(BATCH, 3, SIZE, SIZE)
    torch.onnx.export(
        network.eval(), shape, file.name, input_names=["x"], output_names=["y"], dynamo=False
    )
    return file


def onnxruntime():
    import onnxruntime as runtime

    options = runtime.SessionOptions()
    options.intra_op_num_threads = THREADS
    with exported() as file:
        session = runtime.InferenceSession(file.name, options, ["CPUExecutionProvider"])
    inputs = images.numpy()
    return lambda: session.run(None, {"x": inputs})[0]


def openvino():
    import openvino as ov

    core = ov.Core()
    with exported() as file:
        model = core.read_model(file.name)
    settings = {
        "INFERENCE_PRECISION_HINT": "bf16" if FORM.endswith("bf16") else "f32",
        "INFERENCE_NUM_THREADS": THREADS,
        "PERFORMANCE_HINT": "LATENCY",
    }
    request = core.compile_model(model, "CPU", settings).create_infer_request()
    inputs = images.numpy()
    return lambda: request.infer([inputs])[0]


def work():
    if KIND == "train":
        return training()
    if FORM == "onnxruntime":
        return onnxruntime()
    return openvino() if FORM.startswith("openvino") else eager()


def main():
    # Whatever libraries print goes to the standard error.
    orders = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    call = work()
    for _ in range(2):
        call()
    print("ready", file=orders, flush=True)
    for line in sys.stdin:
        begin, calls = time.perf_counter(), 0
        while time.perf_counter() - begin < float(line):
            call()
            calls += 1
        print(f"{calls * BATCH / (time.perf_counter() - begin):.3f}", file=orders, flush=True)


main()
