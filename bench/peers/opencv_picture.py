"""OpenCV on what comes before the network, one thread. usage: opencv_picture.py decode|decode_half|crop|crop_turned RUNS
Prints {"name", "p10_ms", "median_ms", "p90_ms"}. The picture is as noisy as ezpt_media_bench's."""

import json
import math
import sys
import time

import cv2
import numpy

what, runs = sys.argv[1], int(sys.argv[2])
cv2.setNumThreads(1)
rows, columns = numpy.mgrid[0:480, 0:640]
noise = numpy.random.default_rng(1).uniform(0, 12, (480, 640, 3))
picture = (((columns + rows) // 8)[:, :, None] + noise).astype(numpy.uint8)
jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 80])[1]


def crop(degrees):
    """400 pixels around the middle to 192 × 192; the matrix takes the crop's pixels to the picture's."""
    scale, c, s = 400 / 192, math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    matrix = numpy.array([[c * scale, -s * scale, 0], [s * scale, c * scale, 0]])
    matrix[:, 2] = numpy.array([320, 240]) - matrix[:, :2] @ numpy.array([96, 96])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return lambda: cv2.warpAffine(picture, matrix, (192, 192), flags=flags)


step = {
    "decode": lambda: cv2.imdecode(jpeg, cv2.IMREAD_COLOR),
    "decode_half": lambda: cv2.imdecode(jpeg, cv2.IMREAD_REDUCED_COLOR_2),
    "crop": crop(0),
    "crop_turned": crop(90),
}[what]
times = []
for run in range(10 + runs):
    start = time.perf_counter()
    step()
    if run >= 10:
        times.append(1000 * (time.perf_counter() - start))
times.sort()
at = lambda share: times[int((runs - 1) * share)]
print(json.dumps({"name": f"OpenCV {cv2.__version__}", "p10_ms": at(0.1), "median_ms": at(0.5), "p90_ms": at(0.9)}))
