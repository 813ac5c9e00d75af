/* All kernels, as one unit. */
#include "pms-curve.c"
#include "pms-profile.c"
#include "pms-model.c"
#include "pms-columns.c"
#include "pms-scaling.c"
#include "pms-subtract.c"
#include "mms.c"
