import numpy as np
import torch

from shuzi.datasets import LabelledImages
from shuzi.training.resident import resident

CPU = torch.device("cpu")


def test_images_share_the_arrays_memory_also_where_it_is_read_only(train):
    images = train.images.copy()
    images.flags.writeable = False
    tensor, labels = resident(LabelledImages(images, train.labels), CPU)
    assert tensor.data_ptr() == images.ctypes.data
    assert labels.dtype == torch.int64
    np.testing.assert_array_equal(labels, train.labels)
