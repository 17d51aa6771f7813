"""The data sets that have a name: their files, checksums, mirrors and peculiarities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from shuzi.downloads import RemoteFile, RemoteSet

__all__ = ["DIGITS", "MNIST_FILES", "SETS", "NamedSet"]

DIGITS = tuple("0123456789")
"""The classes of a set of digits."""

MNIST_FILES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)
"""Training images and labels, then test images and labels, as MNIST and its successors name them.

Every set lists its files in this order.
"""


@dataclass(frozen=True, slots=True)
class NamedSet:
    """A set, and how it differs from MNIST.

    Attributes:
        remote: its files and where they are.
        classes: what the labels 0 to 9 stand for.
        label_rank: 2 where an image's label is a row whose first number is the class.
        transposed: whether the images are stored column by column.
    """

    remote: RemoteSet
    classes: tuple[str, ...] = DIGITS
    label_rank: int = 1
    transposed: bool = False


def _files(
    names: Sequence[str],
    md5s: Sequence[str | None] = (None,) * 4,
    unpacked_md5s: Sequence[str | None] = (None,) * 4,
) -> tuple[RemoteFile, ...]:
    return tuple(map(RemoteFile, names, md5s, unpacked_md5s))


_ALL = (
    NamedSet(
        RemoteSet(
            name="mnist",
            files=_files(
                MNIST_FILES,
                (
                    "f68b3c2dcbeaaa9fbdd348bbdeb94873",
                    "d53e105ee54ea40749a09fcbcd1e9432",
                    "9fb629c4189551a2d022fa330f9573f3",
                    "ec29112dd5afa0611ce80d1b7f02629c",
                ),
                (
                    "6bbc9ace898e44ae57da46a324031adb",
                    "a25bea736e30d166cdddb491f175f624",
                    "2646ac647ad5339dbf082846283269ea",
                    "27ae3e4e09519cfbb04c329615203637",
                ),
            ),
            mirrors=(
                "https://ossci-datasets.s3.amazonaws.com/mnist/",
                "https://storage.googleapis.com/cvdf-datasets/mnist/",
                "http://yann.lecun.com/exdb/mnist/",
            ),
            # The sets that took over MNIST's file names are not looked for in the root itself.
            folders=("mnist", "MNIST/raw", "."),
        ),
    ),
    NamedSet(
        RemoteSet(
            name="fashion-mnist",
            files=_files(
                MNIST_FILES,
                (
                    "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
                    "25c81989df183df01b3e8a0aad5dffbe",
                    "bef4ecab320f06d8554ea6380940ec79",
                    "bb300cfdad3c16e7a12a480ee83cd310",
                ),
            ),
            mirrors=("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",),
            folders=("fashion-mnist", "FashionMNIST/raw"),
        ),
        classes=(
            *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
            *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
        ),
    ),
    NamedSet(
        RemoteSet(
            name="kmnist",
            files=_files(
                MNIST_FILES,
                (
                    "bdb82020997e1d708af4cf47b453dcf7",
                    "e144d726b3acfaa3e44228e80efcd344",
                    "5c965bf0a639b31b8f53240b1b52f4d7",
                    "7320c461ea6c1c855c0b718fb2a4b134",
                ),
            ),
            mirrors=("http://codh.rois.ac.jp/kmnist/dataset/kmnist/",),
            folders=("kmnist", "KMNIST/raw"),
        ),
        classes=("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"),
    ),
    NamedSet(
        RemoteSet(
            name="qmnist",
            files=_files(
                (
                    "qmnist-train-images-idx3-ubyte.gz",
                    "qmnist-train-labels-idx2-int.gz",
                    "qmnist-test-images-idx3-ubyte.gz",
                    "qmnist-test-labels-idx2-int.gz",
                ),
                (
                    "ed72d4157d28c017586c42bc6afe6370",
                    "0058f8dd561b90ffdd0f734c6a30e5e4",
                    "1394631089c404de565df7b7aeaf9412",
                    "5b5b05890a5e13444e108efe57b788aa",
                ),
            ),
            mirrors=("https://raw.githubusercontent.com/facebookresearch/qmnist/master/",),
            folders=("qmnist", "QMNIST/raw", "."),
        ),
        label_rank=2,
    ),
    NamedSet(
        RemoteSet(
            name="emnist-digits",
            files=_files(
                (
                    "emnist-digits-train-images-idx3-ubyte.gz",
                    "emnist-digits-train-labels-idx1-ubyte.gz",
                    "emnist-digits-test-images-idx3-ubyte.gz",
                    "emnist-digits-test-labels-idx1-ubyte.gz",
                )
            ),
            mirrors=(
                "https://biometrics.nist.gov/cs_links/EMNIST/",
                "https://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/",
            ),
            folders=("emnist-digits", "emnist", "EMNIST/raw", "gzip", "."),
            archive=RemoteFile("gzip.zip", "58c8d27c78d21e728a6bc7b3cc06412e"),
        ),
        transposed=True,
    ),
)

SETS: Mapping[str, NamedSet] = MappingProxyType({each.remote.name: each for each in _ALL})
"""Every set by the name that users call it."""
