"""OpenCV's DNN module on the CPU. usage: opencv.py MODEL.onnx THREADS RUNS. Prints {"name", "p10_ms", "median_ms", "p90_ms"}."""

import json
import sys
import time

import cv2
import numpy

model, threads, runs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
cv2.setNumThreads(threads)
network = cv2.dnn.readNetFromONNX(model)
picture = ((numpy.arange(192 * 192 * 3, dtype=numpy.int64) * 7919) % 256).astype(numpy.float32).reshape(1, 192, 192, 3)
heads = network.getUnconnectedOutLayersNames()
times = []
for run in range(10 + runs):
    start = time.perf_counter()
    network.setInput(picture)
    network.forward(heads)
    if run >= 10:
        times.append(1000 * (time.perf_counter() - start))
times.sort()
at = lambda share: times[int((runs - 1) * share)]
print(json.dumps({"name": f"OpenCV {cv2.__version__} DNN", "p10_ms": at(0.1), "median_ms": at(0.5), "p90_ms": at(0.9)}))
