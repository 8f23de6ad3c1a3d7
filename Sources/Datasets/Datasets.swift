public import COCO
