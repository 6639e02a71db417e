/* SPDX-License-Identifier: GPL-2.0-only */
/* Mainline's <xen/gntdev.h> does not name the headers that it needs. */
#ifndef TESTS_MODULE_MAINLINE_H
#define TESTS_MODULE_MAINLINE_H

#include <stdint.h>
#include <xen/xen.h>
#include <xen/grant_table.h>
#include <xen/gntdev.h>

#endif
