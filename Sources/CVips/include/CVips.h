#pragma once
const char *cv_version(void);
