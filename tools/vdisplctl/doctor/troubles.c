// SPDX-License-Identifier: GPL-2.0-only
#include "tools/vdisplctl/doctor/trouble.h"

const struct trouble troubles[TROUBLE_N] = {
	[TROUBLE_NOT_ROOT] = {
		"not-root", false,
		"not root, so some things cannot be looked at",
		"run it as root",
		"Limits, debugfs and the control socket are root's.",
		NULL,
	},
	[TROUBLE_NOT_XEN] = {
		"not-xen", true,
		"this machine does not run under Xen",
		"apt-get install xen-system-$(dpkg --print-architecture), and boot its entry in GRUB's menu",
		"Debian installs Xen beside Linux; GRUB has an entry \"with Xen hypervisor\" for each kernel.",
		NULL,
	},
	[TROUBLE_XENFS_MISSING] = {
		"xenfs-missing", true,
		"/proc/xen is not mounted",
		"mount -t xenfs xenfs /proc/xen; the package xen-utils-common does it at boot",
		"vdispld.service starts only where /proc/xen/capabilities is.",
		NULL,
	},
	[TROUBLE_NOT_CONTROL] = {
		"not-control", false,
		"this is not domain 0, so it has to be a driver domain",
		"write backend=NAME of this domain in the guests' vdispl=, and driver_domain = 1 in its own configuration",
		"A guest's configuration names the domain with the display; without backend= that is domain 0.",
		NULL,
	},
	[TROUBLE_KERNEL_OLD] = {
		"kernel-old", true,
		"Linux {} is older than the module supports",
		"apt-get install linux-image-$(dpkg --print-architecture), and boot it",
		"gntdev-dmabuf builds for Linux 6.1 and later.",
		"5.10.0-30-amd64",
	},
	[TROUBLE_BOUNCE_FORCED] = {
		"bounce-forced", false,
		"swiotlb=force sends all DMA through bounce buffers",
		"remove swiotlb=force from GRUB_CMDLINE_LINUX, then update-grub and reboot",
		"A bounced page is a copy: the module refuses such a mapping, so no guest is shown without copying.",
		NULL,
	},
	[TROUBLE_MODULE_NOT_BUILT] = {
		"module-not-built", true,
		"gntdev-dmabuf is not built for any kernel",
		"apt-get install dkms linux-headers-$(uname -r), and make install",
		"The module is no part of Linux: DKMS builds it when a kernel is installed, if the kernel's headers are there.",
		NULL,
	},
	[TROUBLE_MODULE_OTHER_KERNEL] = {
		"module-other-kernel", true,
		"gntdev-dmabuf is built, but not for the running kernel, {}",
		"apt-get install linux-headers-{}, and dkms autoinstall -k {}",
		"A kernel was installed without its headers, or booted before DKMS was through.",
		"6.1.0-40-amd64",
	},
	[TROUBLE_MODULE_UNSIGNED] = {
		"module-unsigned", true,
		"the kernel is locked down ({}) and refuses unsigned modules",
		"enroll DKMS's key: mokutil --import /var/lib/dkms/mok.pub, and reboot; or turn Secure Boot off",
		"With Secure Boot the kernel loads only modules signed with a key that the firmware knows.",
		"integrity",
	},
	[TROUBLE_MODULE_NOT_LOADED] = {
		"module-not-loaded", true,
		"gntdev-dmabuf is not loaded",
		"modprobe gntdev-dmabuf",
		"The service loads it, and modules-load.d/vdispld.conf does at boot; dmesg says why when it does not.",
		NULL,
	},
	[TROUBLE_DEVICE_MISSING] = {
		"device-missing", true,
		"/dev/xen/gntdev-dmabuf is not there, although the module is loaded",
		"rmmod gntdev-dmabuf, then modprobe gntdev-dmabuf; in a container, pass the device in",
		"The kernel makes the device node in devtmpfs when the module starts.",
		NULL,
	},
	[TROUBLE_DEVICE_OPEN] = {
		"device-open", false,
		"/dev/xen/gntdev-dmabuf is open to everybody (mode {})",
		"chmod 600 /dev/xen/gntdev-dmabuf, and remove the udev rule that opens it",
		"Whoever opens it can map the pages that guests have granted to this domain.",
		"0666",
	},
	[TROUBLE_GNTDEV_MISSING] = {
		"gntdev-missing", true,
		"/dev/xen/gntdev is not there",
		"modprobe xen-gntdev",
		"The pages with the rings are mapped through it.",
		NULL,
	},
	[TROUBLE_EVTCHN_MISSING] = {
		"evtchn-missing", true,
		"/dev/xen/evtchn is not there",
		"modprobe xen-evtchn",
		"The guest and its worker wake each other through it.",
		NULL,
	},
	[TROUBLE_STORE_DOWN] = {
		"store-down", true,
		"xenstored cannot be reached: {}",
		"systemctl start xenstored (on Debian: systemctl start xen)",
		"Everything that a guest and its back end know of each other stands in the store.",
		"No such file or directory",
	},
	[TROUBLE_STORE_NOT_INITIALISED] = {
		"store-not-initialised", true,
		"xenstore does not know this domain's number",
		"systemctl start xen-init-dom0 (on Debian: /usr/lib/xen-*/bin/xen-init-dom0)",
		"xen-init-dom0 writes domain 0's own nodes once after each boot.",
		NULL,
	},
	[TROUBLE_BROKER_DOWN] = {
		"vdispld-down", true,
		"vdispld is not running",
		"systemctl enable --now vdispld",
		"Without a back end xl create gives up on a guest with vdispl= after ten seconds.",
		NULL,
	},
	[TROUBLE_BROKER_DEAF] = {
		"vdispld-deaf", true,
		"the control socket is there, but nobody listens: vdispld has died",
		"systemctl restart vdispld; journalctl -u vdispld says why it died",
		"A vdispld that ends as it should removes its socket.",
		NULL,
	},
	[TROUBLE_BROKER_REFUSES] = {
		"vdispld-refuses", false,
		"the control socket cannot be opened: {}",
		"run it as root, or give your group the socket",
		"The socket has mode 0660 and is root's.",
		"Permission denied",
	},
	[TROUBLE_CARD_MISSING] = {
		"card-missing", false,
		"there is no graphics card, so all screens are headless",
		"load the card's driver; lspci -k names it",
		"The driver may have been kept from loading by nomodeset on the kernel's command line.",
		NULL,
	},
	[TROUBLE_CARD_NO_OUTPUTS] = {
		"card-no-outputs", false,
		"{} has no outputs, so all screens are headless",
		"remove nomodeset from the kernel's command line, or load the card's driver",
		"A card without modesetting renders, but shows nothing.",
		"card0",
	},
	[TROUBLE_NOTHING_PLUGGED_IN] = {
		"nothing-plugged-in", false,
		"nothing is plugged into any output",
		"plug a display in, or use other ids in vdispl= for screens without hardware",
		"Screens without hardware can be looked at with vdisplctl screenshot.",
		NULL,
	},
	[TROUBLE_CARD_TAKEN] = {
		"card-taken", true,
		"{} is in another program's hands",
		"stop the display manager: systemctl disable --now display-manager",
		"One program at a time can be a card's master; vdispld leases outputs only as that.",
		"card0: Xorg (pid 812)",
	},
	[TROUBLE_CONSOLE_ON_CARD] = {
		"console-on-card", false,
		"the text console is on the display ({})",
		"echo 0 > /sys/class/vtconsole/{}/bind",
		"Kernel messages and the login prompt would be drawn over the guest when it lets go of the screen.",
		"vtcon1",
	},
	[TROUBLE_LEASE_REFUSED] = {
		"lease-refused", true,
		"{}",
		"see that nobody else leases the output, then restart the guest's driver or vdispld",
		"The card did not lease the output, so the guest's screen is headless.",
		"dom5/0 connector 0: no lease of VGA-1: Device or resource busy",
	},
	[TROUBLE_OUTPUT_TAKEN] = {
		"output-taken", false,
		"{}",
		"give the two guests different outputs in vdispl=",
		"An output belongs to one guest from xl create on; the second is headless.",
		"dom6/0 connector 0: VGA-1 is in use by dom5/0",
	},
	[TROUBLE_DEVICE_REFUSED] = {
		"device-refused", true,
		"{}",
		"put that right in the domain's configuration; vdisplctl check FILE.cfg finds it beforehand",
		"The toolstack's nodes make no sense to vdispld, and it closes the device.",
		"dom5/0 is refused: \"VGA-1\" is connector 0's already; want a different one",
	},
	[TROUBLE_GRANT_FRAMES_FEW] = {
		"grant-frames-few", false,
		"Xen gives a guest {} grant frames",
		"write gnttab_max_frames=64 into GRUB_CMDLINE_XEN, then update-grub and reboot",
		"A frame has 512 references, and a screen of 1920x1080 with three buffers takes 6083.",
		"16",
	},
	[TROUBLE_MAPTRACK_SMALL] = {
		"maptrack-small", false,
		"this domain can map {} pages of all guests together",
		"write gnttab_max_maptrack_frames=1024 into GRUB_CMDLINE_XEN, then update-grub and reboot",
		"Each mapped page takes an entry, of which a frame has 256; disks and network need them as well.",
		"16384",
	},
	[TROUBLE_MAPTRACK_FULL] = {
		"maptrack-full", false,
		"{} of the pages that this domain can map are in use for screens",
		"write a larger gnttab_max_maptrack_frames into GRUB_CMDLINE_XEN; vdisplctl buffers shows who holds them",
		"When none is left the guests' disks and network stop, too.",
		"235929 of 262144",
	},
	[TROUBLE_MODULE_LIMIT] = {
		"module-limit", false,
		"the module's limit {} is less than vdispld lets a guest have",
		"raise it in /sys/module/gntdev_dmabuf/parameters and in /etc/modprobe.d, or start vdispld with a smaller --max-pages",
		"A guest's buffer is refused by the module before vdispld's own limit is met.",
		"max_domain_pages=1024",
	},
	[TROUBLE_ZOMBIES] = {
		"zombies", false,
		"{} buffers are revoked, but still held by somebody",
		"vdisplctl buffers names the holder; end that program",
		"Their pages cannot be given back to their guest, or to Xen when the guest is dead, until the holder lets go.",
		"2",
	},
};

void trouble_format(const char *text, const char *detail, char *line, size_t size)
{
	size_t used = 0;

	while (*text && used + 1 < size) {
		int n;

		if (text[0] == '{' && text[1] == '}') {
			n = snprintf(line + used, size - used, "%s", detail);
			used += (size_t)n < size - used ? (size_t)n : size - used - 1;
			text += 2;
		} else {
			line[used++] = *text++;
		}
	}
	line[used] = '\0';
}

void troubles_write(FILE *out)
{
	unsigned int i;

	fputs("<!-- Made by `make docs` from tools/vdisplctl/doctor/troubles.c. -->\n"
	      "# Troubleshooting\n\n"
	      "`vdisplctl doctor` looks at all of this and prints what it finds, with the remedy. Each entry\n"
	      "here is a line of it, with an example where hosts differ; `--json` has the name in parentheses.\n",
	      out);
	for (i = TROUBLE_NONE + 1; i < TROUBLE_N; i++) {
		const struct trouble *trouble = &troubles[i];
		const char *detail = trouble->example ? trouble->example : "";
		char line[512];

		trouble_format(trouble->what, detail, line, sizeof(line));
		fprintf(out, "\n## %s\n(%s, %s)\n\n", line, trouble->name,
			trouble->serious ? "bad" : "warning");
		trouble_format(trouble->remedy, detail, line, sizeof(line));
		fprintf(out, "%s\n\nRemedy: %s\n", trouble->why, line);
	}
}
