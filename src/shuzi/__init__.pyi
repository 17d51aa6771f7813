from shuzi.errors import CheckpointError as CheckpointError
from shuzi.errors import CorrectionsError as CorrectionsError
from shuzi.errors import DataSetError as DataSetError
from shuzi.errors import DownloadError as DownloadError
from shuzi.errors import ExportError as ExportError
from shuzi.errors import IdxError as IdxError
from shuzi.errors import InputError as InputError
from shuzi.errors import MissingExtraError as MissingExtraError
from shuzi.errors import ModelError as ModelError
from shuzi.errors import PictureError as PictureError
from shuzi.errors import RecipeError as RecipeError
from shuzi.errors import ShuziError as ShuziError
from shuzi.reader import Reader as Reader
from shuzi.results import Box as Box
from shuzi.results import Digit as Digit
from shuzi.results import Line as Line
from shuzi.results import Reading as Reading
from shuzi.results import Refusal as Refusal

__version__: str
