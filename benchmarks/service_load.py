#!/usr/bin/env python3
"""How fast `hibi serve` answers: service_load.py MODEL IMAGE [--seconds 10] [--serve "OPTIONS"]

Starts the service on a free port and asks /classify by 1, 4 and 16 clients, each over one connection, one
request after the other; then the same by so many clients that it must refuse some, who wait as they are told.
Beside it the plain rate of the same model on the same image, one at a time, in one process (`hibi predict` of
many copies minus that of few). Prints requests/s, p50, p95, p99 in milliseconds, refusals, and the service's
resident memory. Needs Python alone.
"""

import argparse
import http.client
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time

HIBI = str(pathlib.Path(__file__).resolve().parent.parent / "hibi")


def client(port, image, end, times, refused, failed):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while time.monotonic() < end:
        begin = time.monotonic()
        try:
            connection.request("POST", "/classify", image)
            answer = connection.getresponse()
            answer.read()
        except OSError as e:
            failed.append(str(e))
            connection.close()
            continue
        if answer.status == 200:
            times.append(time.monotonic() - begin)
        elif answer.status == 429:
            refused.append(1)
            connection.close()
            time.sleep(float(answer.headers["Retry-After"]) / 10)
        else:
            failed.append(answer.status)


def load(port, image, clients, seconds):
    times, refused, failed = [], [], []
    end = time.monotonic() + seconds
    threads = [threading.Thread(target=client, args=(port, image, end, times, refused, failed)) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    at = lambda share: 1000 * times[min(len(times) - 1, int(share * len(times)))]
    return len(times) / seconds, at(0.5), at(0.95), at(0.99), len(refused), failed


def resident(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text()).group(1)) // 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("image", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--serve", default="", help="options of hibi serve")
    args = parser.parse_args()
    image = args.image.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        took = {}
        for count in (200, 2200):
            copies = pathlib.Path(folder, str(count))
            copies.mkdir()
            for i in range(count):
                shutil.copy(args.image, copies / f"{i}{args.image.suffix}")
            begin = time.monotonic()
            subprocess.run([HIBI, "predict", "--model", args.model, str(copies)], check=True, stdout=subprocess.DEVNULL)
            took[count] = time.monotonic() - begin
    print(f"in one process, batches of 32: {2000 / (took[2200] - took[200]):.0f} images/s")
    service = subprocess.Popen([HIBI, "serve", "--model", args.model, "--port", "0", *args.serve.split()], stdout=subprocess.PIPE, text=True)
    try:
        port = int(re.search(r":(\d+)/", service.stdout.readline()).group(1))
        load(port, image, 2, 5)  # warm
        print("clients  requests/s  p50 ms  p95 ms  p99 ms  refused  failed  MB")
        for clients in (1, 4, 16, 64):
            rate, p50, p95, p99, refused, failed = load(port, image, clients, args.seconds)
            print(f"{clients:7}  {rate:10.1f}  {p50:6.1f}  {p95:6.1f}  {p99:6.1f}  {refused:7}  {len(failed):6}  {resident(service.pid)} {failed[:1]}")
        service.send_signal(signal.SIGTERM)
        print("exit code", service.wait(30))
    finally:
        service.kill()


if __name__ == "__main__":
    main()
