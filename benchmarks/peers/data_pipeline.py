"""The peer of DataPipelineBenchmark: torchvision's transforms over PIL in a DataLoader.

    pip install torch==2.7.1 torchvision==0.22.1
    python benchmarks/peers/data_pipeline.py ARCHIVE.zip [WORKERS] [PASSES]
"""

import io
import sys
import time
import zipfile

import PIL
import torch
import torchvision
from PIL import Image
from torchvision import transforms

NORMALIZE = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
PREPROCESSING = {
    "tutorial": transforms.Compose([
        transforms.Resize((256, 256)),
        transforms.ColorJitter(0.2, 0.2, 0.2),
        transforms.RandomCrop(224),
        transforms.RandomHorizontalFlip(),
        transforms.Resize((128, 128)),
        transforms.ToTensor(),
        NORMALIZE,
    ]),
    "evaluation": transforms.Compose(
        [transforms.Resize((128, 128)), transforms.ToTensor(), NORMALIZE]),
}


class Zip(torch.utils.data.Dataset):
    def __init__(self, path, transform):
        self.path, self.transform, self.zip = path, transform, None
        with zipfile.ZipFile(path) as archive:
            self.names = sorted(n for n in archive.namelist() if n.lower().endswith(".jpg"))

    def __len__(self):
        return len(self.names)

    def __getitem__(self, index):
        if self.zip is None:  # one for each worker
            self.zip = zipfile.ZipFile(self.path)
        image = Image.open(io.BytesIO(self.zip.read(self.names[index]))).convert("RGB")
        return self.transform(image), index % 2


path = sys.argv[1]
workers = int(sys.argv[2]) if len(sys.argv) > 2 else 2
passes = int(sys.argv[3]) if len(sys.argv) > 3 else 3
print(f"torch {torch.__version__}, torchvision {torchvision.__version__}, PIL {PIL.__version__}")
for name, transform in PREPROCESSING.items():
    data = Zip(path, transform)
    loader = torch.utils.data.DataLoader(
        data, batch_size=64, shuffle=True, num_workers=workers, persistent_workers=True)
    for _ in loader:
        pass
    begin = time.perf_counter()
    for _ in range(passes):
        for images, _ in loader:
            assert images.dtype == torch.float32
    seconds = time.perf_counter() - begin
    print(f"{name}, {workers} workers: {passes * len(data) / seconds:.0f} images/s")
