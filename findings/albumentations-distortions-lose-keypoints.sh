#!/usr/bin/env bash
# Guessed: with `remove_invisible=False` albumentations gives back as many key points as it was given, in their order, so that the
# first stays the nose; and a distortion that distorts nothing leaves them where they are.
# Found in albumentations 2.0.8: distortions draw each point as a disc of 5 pixels into a picture of numbers, distort that and look for
# what is left. A later point's disc hides an earlier one: of a person 64 pixels tall GridDistortion by nothing loses the nose, and the
# first point given back is the left eye; of one 32 pixels tall ElasticTransform at its defaults, which leaves a mask as it is, loses the
# nose and an eye. What is left stands on whole pixels, up to two beside where it was.
. "$(dirname "$0")/environment.sh"
run_with albumentations==2.0.8 opencv-python-headless==5.0.0.93 numpy==2.2.6 <<'PY'
import numpy as np
import albumentations as A

names = ("nose left_eye right_eye left_ear right_ear left_shoulder right_shoulder left_elbow right_elbow left_wrist right_wrist "
         "left_hip right_hip left_knee right_knee left_ankle right_ankle").split()
person = np.array([[0.0, 0], [1, -1], [-1, -1], [3, 0], [-3, 0], [6, 8], [-6, 8], [8, 18], [-8, 18], [9, 26], [-9, 26], [4, 28],
                   [-4, 28], [4, 42], [-4, 42], [4, 56], [-4, 56]])
image = np.zeros((480, 640, 3), np.uint8)
columns = np.tile(np.arange(640, dtype=np.uint16), (480, 1))

def distorted(transform, points, **options):
    parameters = A.KeypointParams("xy", remove_invisible=False, **options)
    given = {"names": names} if options else {}
    return A.Compose([transform], keypoint_params=parameters, seed=0)(image=image, mask=columns, keypoints=points, **given)

still = A.GridDistortion(distort_limit=(0, 0), p=1)
points = person + [320, 200]
unnamed = distorted(still, points)["keypoints"]
named = distorted(still, points, label_fields=["names"])
beside = np.abs(named["keypoints"] - points[[names.index(name) for name in named["names"]]]).max()
print("64 pixels tall:", len(unnamed), "of 17 points; lost:", sorted(set(names) - set(named["names"])), "; up to", beside, "pixels beside")
assert len(unnamed) == 16 and set(names) - set(named["names"]) == {"nose"} and beside == 2

small = person / 2 + [320, 200]
named = distorted(A.ElasticTransform(p=1), small, label_fields=["names"])
print("32 pixels tall:", len(named["names"]), "of 17 points; lost:", sorted(set(names) - set(named["names"])))
assert (named["mask"] == columns).all() and len(named["names"]) == 15 and "nose" not in named["names"]
flip = distorted(A.HorizontalFlip(p=1), small, label_fields=["names"])
assert list(flip["names"]) == names
PY
