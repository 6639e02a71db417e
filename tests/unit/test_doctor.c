// SPDX-License-Identifier: GPL-2.0-only
/*
 * `vdisplctl doctor` on hosts that are made of files, a fake store and a fake Xen:
 * one that is in order, and the same with one fault each.
 */
#include "tests/unit/test.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <xenctrl.h>

#include "tests/fake/xenstore.h"
#include "tools/vdisplctl/doctor/doctor.h"

#define MAX_FILES 5
#define SOCKET "/run/vdispld.sock"
#define MODULE "/lib/modules/6.1.0-40-amd64/updates/dkms/gntdev-dmabuf.ko.xz"
#define COUNTERS "/sys/kernel/debug/gntdev-dmabuf/counters"
#define CLIENTS "             command  tgid dev master a   uid      magic\n"

struct file {
	const char *path;
	const char *text;	/* NULL: it is not there */
};

static const struct file healthy[] = {
	{ "/sys/hypervisor/type", "xen\n" },
	{ "/sys/hypervisor/guest_type", "PV\n" },
	{ "/sys/hypervisor/version/major", "4\n" },
	{ "/sys/hypervisor/version/minor", "17\n" },
	{ "/sys/hypervisor/version/extra", ".7\n" },
	{ "/proc/xen/capabilities", "control_d\n" },
	{ "/proc/sys/kernel/osrelease", "6.1.0-40-amd64\n" },
	{ "/proc/cmdline", "placeholder root=/dev/sda1 quiet\n" },
	{ "/sys/module/gntdev_dmabuf/parameters/max_pages", "131072\n" },
	{ "/sys/module/gntdev_dmabuf/parameters/max_domain_pages", "65536\n" },
	{ "/sys/module/gntdev_dmabuf/parameters/max_descriptor_pages", "65536\n" },
	{ COUNTERS, "buffers 2\nzombies 0\npending 0\npages 1536\npool_pages 0\n" },
	{ "/dev/xen/gntdev-dmabuf", "" },
	{ "/dev/xen/gntdev", "" },
	{ "/dev/xen/evtchn", "" },
	{ "/dev/xen/privcmd", "" },
	{ "/sys/class/drm/card0/dev", "226:0\n" },
	{ "/sys/class/drm/card0-VGA-1/status", "connected\n" },
	{ "/sys/class/drm/card0-VGA-1/modes", "1024x768\n" },
	{ "/sys/class/drm/card0-DP-1/status", "disconnected\n" },
	{ "/sys/class/drm/renderD128/dev", "226:128\n" },
	{ "/sys/class/vtconsole/vtcon0/name", "(S) dummy device\n" },
	{ "/sys/class/vtconsole/vtcon0/bind", "1\n" },
	{ "/sys/class/vtconsole/vtcon1/name", "(M) frame buffer device\n" },
	{ "/sys/class/vtconsole/vtcon1/bind", "0\n" },
	{ "/sys/kernel/debug/dri/0/clients", CLIENTS
	  "             vdispld   300   0   y    y     0          0\n"
	  "      vdispl-worker   301   0   y    y  1000          0\n" },
};

static const struct fault {
	enum trouble_id trouble;
	const char *words;	/* among those found */
	struct file files[MAX_FILES];
	const char *options;	/* of Xen's command line */
} faults[] = {
	{ TROUBLE_NOT_XEN, "does not run under Xen",
	  { { "/sys/hypervisor/type", NULL } }, "" },
	{ TROUBLE_NOT_XEN, "does not run under Xen",
	  { { "/sys/hypervisor/type", "kvm\n" } }, "" },
	{ TROUBLE_XENFS_MISSING, "/proc/xen is not mounted",
	  { { "/proc/xen/capabilities", NULL } }, "" },
	{ TROUBLE_NOT_CONTROL, "not domain 0",
	  { { "/proc/xen/capabilities", "\n" } }, "" },
	{ TROUBLE_KERNEL_OLD, "Linux 5.10.0-30-amd64 is older",
	  { { "/proc/sys/kernel/osrelease", "5.10.0-30-amd64\n" } }, "" },
	{ TROUBLE_BOUNCE_FORCED, "swiotlb=force",
	  { { "/proc/cmdline", "root=/dev/sda1 swiotlb=force\n" } }, "" },
	{ TROUBLE_MODULE_NOT_BUILT, "not built for any kernel",
	  { { "/sys/module/gntdev_dmabuf", NULL } }, "" },
	{ TROUBLE_MODULE_OTHER_KERNEL, "running kernel, 6.1.0-41-amd64",
	  { { "/sys/module/gntdev_dmabuf", NULL }, { MODULE, "" },
	    { "/proc/sys/kernel/osrelease", "6.1.0-41-amd64\n" } }, "" },
	{ TROUBLE_MODULE_UNSIGNED, "locked down (integrity)",
	  { { "/sys/module/gntdev_dmabuf", NULL }, { MODULE, "" },
	    { "/sys/kernel/security/lockdown", "none [integrity] confidentiality\n" } }, "" },
	{ TROUBLE_MODULE_NOT_LOADED, "is not loaded",
	  { { "/sys/module/gntdev_dmabuf", NULL }, { MODULE, "" },
	    { "/sys/kernel/security/lockdown", "[none] integrity confidentiality\n" } }, "" },
	{ TROUBLE_DEVICE_MISSING, "is not there, although",
	  { { "/dev/xen/gntdev-dmabuf", NULL } }, "" },
	{ TROUBLE_GNTDEV_MISSING, "/dev/xen/gntdev is not there",
	  { { "/dev/xen/gntdev", NULL } }, "" },
	{ TROUBLE_EVTCHN_MISSING, "/dev/xen/evtchn is not there",
	  { { "/dev/xen/evtchn", NULL } }, "" },
	{ TROUBLE_CARD_MISSING, "no graphics card",
	  { { "/sys/class/drm/card0", NULL }, { "/sys/class/drm/card0-VGA-1", NULL },
	    { "/sys/class/drm/card0-DP-1", NULL } }, "" },
	{ TROUBLE_CARD_NO_OUTPUTS, "card0 has no outputs",
	  { { "/sys/class/drm/card0-VGA-1", NULL },
	    { "/sys/class/drm/card0-DP-1", NULL } }, "" },
	{ TROUBLE_NOTHING_PLUGGED_IN, "nothing is plugged into any output",
	  { { "/sys/class/drm/card0-VGA-1/status", "disconnected\n" } }, "" },
	{ TROUBLE_CARD_TAKEN, "card0: Xorg (pid 812)",
	  { { "/sys/kernel/debug/dri/0/clients", CLIENTS
	      "                Xorg   812   0   y    y     0          0\n" } }, "" },
	{ TROUBLE_CARD_TAKEN, "card0: gnome (pid 900)",
	  { { "/sys/kernel/debug/dri/0/clients", CLIENTS
	      "         gnome shell   900   0   y    y     0          0  <unset> 7\n" } }, "" },
	{ TROUBLE_CONSOLE_ON_CARD, "the text console is on the display (vtcon1)",
	  { { "/sys/class/vtconsole/vtcon1/bind", "1\n" } }, "" },
	{ TROUBLE_GRANT_FRAMES_FEW, "a guest 16 grant frames",
	  { { NULL } }, "gnttab_max_frames=64 loglvl=all gnttab_max_frames=16" },
	{ TROUBLE_MAPTRACK_SMALL, "can map 16384 pages",
	  { { NULL } }, "gnttab_max_maptrack_frames=64" },
	{ TROUBLE_MAPTRACK_FULL, "250000 of 262144",
	  { { COUNTERS, "zombies 0\npages 250000\n" } }, "" },
	{ TROUBLE_MODULE_LIMIT, "max_domain_pages=1024",
	  { { "/sys/module/gntdev_dmabuf/parameters/max_domain_pages", "1024\n" } }, "" },
	{ TROUBLE_ZOMBIES, "2 buffers are revoked",
	  { { COUNTERS, "zombies 2\npages 0\n" } }, "" },
};

static char root[] = "/tmp/test_doctor.XXXXXX";
static const char *xen_options;
static struct doctor doctor;
static int listener;

/* The fake Xen: its command line is all that is asked for. */
xc_interface *xc_interface_open(xentoollog_logger *logger,
				xentoollog_logger *dombuild_logger, unsigned int flags)
{
	return xen_options ? (xc_interface *)&xen_options : NULL;
}

int xc_interface_close(xc_interface *xc)
{
	return 0;
}

int xc_version(xc_interface *xc, int command, void *argument)
{
	if (command == XENVER_version)
		return 4 << 16 | 17;
	CU_ASSERT_EQUAL(command, XENVER_commandline);
	snprintf(argument, sizeof(xen_commandline_t), "%s", xen_options);
	return 0;
}

static void file_remove(const char *path)
{
	char command[512];

	snprintf(command, sizeof(command), "rm -rf '%s%s'", root, path);
	CU_ASSERT_EQUAL_FATAL(system(command), 0);
}

static void file_put(const struct file *put)
{
	char path[512], *slash;
	FILE *file;

	if (!put->text) {
		file_remove(put->path);
		return;
	}
	snprintf(path, sizeof(path), "%s%s", root, put->path);
	for (slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
	file = fopen(path, "w");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	fputs(put->text, file);
	fclose(file);
	chmod(path, 0600);
}

static void socket_listen(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	snprintf(address.sun_path, sizeof(address.sun_path), "%s" SOCKET, root);
	listener = socket(AF_UNIX, SOCK_SEQPACKET, 0);
	CU_ASSERT_EQUAL_FATAL(bind(listener, (struct sockaddr *)&address,
				   sizeof(address)), 0);
	listen(listener, 1);
}

static void begin(void)
{
	const struct file run = { "/run/x", "" };
	unsigned int i;

	strcpy(root + strlen(root) - 6, "XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(root));
	for (i = 0; i < sizeof(healthy) / sizeof(healthy[0]); i++)
		file_put(&healthy[i]);
	file_put(&run);
	socket_listen();
	fake_store_reset();
	fake_store_set("/local/domain/0/domid", "0", 0);
	xen_options = "dom0_mem=1024M";
}

static void end(void)
{
	close(listener);
	file_remove("");
}

static void look(void)
{
	memset(&doctor, 0, sizeof(doctor));
	doctor.sysroot = root;
	doctor.socket_path = SOCKET;
	doctor_kernel(&doctor);
	doctor_module(&doctor);
	doctor_services(&doctor);
	doctor_screens(&doctor);
	doctor_limits(&doctor);
}

/* The one trouble that there is, and none other (but for the user who runs this). */
static int only_trouble(enum trouble_id trouble, const char *words)
{
	unsigned int i, n = 0;

	for (i = 0; i < doctor.n; i++) {
		const struct doctor_result *result = &doctor.results[i];

		if (result->trouble == TROUBLE_NONE || result->trouble == TROUBLE_NOT_ROOT)
			continue;
		n++;
		if (result->trouble == trouble && strstr(result->found, words) &&
		    *result->remedy && !strstr(result->remedy, "{}"))
			continue;
		printf("# got %s: %s -> %s\n", troubles[result->trouble].name,
		       result->found, result->remedy);
		return 0;
	}
	return n == (trouble != TROUBLE_NONE);
}

static void test_healthy_host(void)
{
	begin();
	look();
	CU_ASSERT(only_trouble(TROUBLE_NONE, ""));
	CU_ASSERT(doctor.n >= 10);
	CU_ASSERT_EQUAL(doctor.n_bad, 0);
	end();
}

/* One that only draws, as vgem: it takes no screens from the other. */
static void test_second_card(void)
{
	const struct file card = { "/sys/class/drm/card1/dev", "226:1\n" };

	begin();
	file_put(&card);
	look();
	CU_ASSERT(only_trouble(TROUBLE_NONE, ""));
	end();
}

static void test_faults_in_files(void)
{
	unsigned int i, j;

	for (i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		const struct fault *fault = &faults[i];

		begin();
		for (j = 0; j < MAX_FILES && fault->files[j].path; j++)
			file_put(&fault->files[j]);
		xen_options = fault->options;
		look();
		if (!only_trouble(fault->trouble, fault->words)) {
			printf("# planted %s\n", troubles[fault->trouble].name);
			CU_FAIL("not found, or not alone");
		}
		end();
	}
}

static void test_device_open_to_all(void)
{
	char path[512];

	begin();
	snprintf(path, sizeof(path), "%s/dev/xen/gntdev-dmabuf", root);
	chmod(path, 0666);
	look();
	CU_ASSERT(only_trouble(TROUBLE_DEVICE_OPEN, "mode 0666"));
	end();
}

static void test_store(void)
{
	begin();
	fake_store_fail(1, ECONNREFUSED);
	look();
	CU_ASSERT(only_trouble(TROUBLE_STORE_DOWN, strerror(ECONNREFUSED)));
	fake_store_fail(0, 0);
	fake_store_remove("/local/domain/0/domid");
	look();
	CU_ASSERT(only_trouble(TROUBLE_STORE_NOT_INITIALISED, "this domain's number"));
	end();
}

static void test_broker(void)
{
	begin();
	close(listener);
	look();
	CU_ASSERT(only_trouble(TROUBLE_BROKER_DEAF, "nobody listens"));
	file_remove(SOCKET);
	look();
	CU_ASSERT(only_trouble(TROUBLE_BROKER_DOWN, "not running"));
	end();
}

static void devices_look(const char *json)
{
	struct json_object *devices = json_tokener_parse(json);

	memset(&doctor, 0, sizeof(doctor));
	doctor_devices(&doctor, devices);
	json_object_put(devices);
}

static void test_guests(void)
{
	devices_look("[{\"domid\":5,\"devid\":0,\"state\":\"connected\",\"connectors\":["
		     "{\"reason\":\"\"},{\"reason\":\"no host connector is called side\"}]}]");
	CU_ASSERT(only_trouble(TROUBLE_NONE, ""));
	CU_ASSERT_PTR_NOT_NULL(strstr(doctor.results[0].found, "2 screens in order"));
	devices_look("[{\"domid\":5,\"devid\":0,\"state\":\"connected\",\"connectors\":["
		     "{\"reason\":\"no lease of VGA-1: Device or resource busy\"}]}]");
	CU_ASSERT(only_trouble(TROUBLE_LEASE_REFUSED,
			       "dom5/0 connector 0: no lease of VGA-1: Device"));
	devices_look("[{\"domid\":6,\"devid\":0,\"state\":\"connected\",\"connectors\":["
		     "{\"reason\":\"VGA-1 is in use by dom5/0\"}]}]");
	CU_ASSERT(only_trouble(TROUBLE_OUTPUT_TAKEN, "dom6/0 connector 0: VGA-1 is in use"));
	devices_look("[{\"domid\":5,\"devid\":1,\"state\":\"refused\",\"reason\":\"0x0\","
		     "\"connectors\":[]}]");
	CU_ASSERT(only_trouble(TROUBLE_DEVICE_REFUSED, "dom5/1 is refused: 0x0"));
}

static void test_every_trouble_has_words(void)
{
	unsigned int i, j;

	for (i = TROUBLE_NONE + 1; i < TROUBLE_N; i++) {
		const struct trouble *trouble = &troubles[i];

		CU_ASSERT_PTR_NOT_NULL_FATAL(trouble->name);
		CU_ASSERT(*trouble->what && *trouble->remedy && *trouble->why);
		CU_ASSERT_EQUAL(strstr(trouble->what, "{}") != NULL, trouble->example != NULL);
		for (j = TROUBLE_NONE + 1; j < i; j++)
			CU_ASSERT_STRING_NOT_EQUAL(trouble->name, troubles[j].name);
	}
}

static char *text_of(FILE *file)
{
	char *text = calloc(1, 65536);

	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	rewind(file);
	CU_ASSERT(fread(text, 1, 65535, file) > 0);
	fclose(file);
	return text;
}

static void test_table_fits_80_columns(void)
{
	FILE *out = tmpfile();
	char *text, *line, *rest;

	devices_look("[{\"domid\":5,\"devid\":0,\"state\":\"connected\",\"connectors\":["
		     "{\"reason\":\"no lease of VGA-1: Device or resource busy\"}]}]");
	doctor_print(out, &doctor);
	rest = text = text_of(out);
	while ((line = strsep(&rest, "\n")))
		CU_ASSERT(strlen(line) <= 80);
	free(text);
}

static void test_the_book_is_this_table(void)
{
	char *book = text_of(fopen("docs/troubleshooting.md", "r")), *text;
	FILE *out = tmpfile();

	troubles_write(out);
	text = text_of(out);
	/* make docs */
	CU_ASSERT_STRING_EQUAL(book, text);
	free(book);
	free(text);
}

TEST_MAIN("doctor",
	  TEST(test_healthy_host),
	  TEST(test_second_card),
	  TEST(test_faults_in_files),
	  TEST(test_device_open_to_all),
	  TEST(test_store),
	  TEST(test_broker),
	  TEST(test_guests),
	  TEST(test_every_trouble_has_words),
	  TEST(test_table_fits_80_columns),
	  TEST(test_the_book_is_this_table))
