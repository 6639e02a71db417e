// SPDX-License-Identifier: GPL-2.0-only
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/uaccess.h>
#include <xen/grant_table.h>

#include "gd-exporter.h"

/* An x86 machine's VGA. Elsewhere it is memory like any other, or none. */
#define LEGACY_ADDRESS 0xa0000

/*
 * Pages are mapped as if they were only read. Some are 65536 times in one dma-buf, and
 * the kernel's DMA debugging lets nobody map a page that is written more than once
 * without complaint, and seven times at all.
 */
#define MAP_DIRECTION DMA_TO_DEVICE

struct memory {
	enum gd_exporter_kind kind;
	u32 count;		/* pages of the dma-buf */
	u32 n_pages;		/* of @pages */
	struct page **pages;	/* NULL: device memory at @address */
	phys_addr_t address;
	grant_handle_t handle;	/* of the page that is foreign */
};

static void segment_set(const struct memory *m, struct scatterlist *sg, u32 i)
{
	unsigned int offset = m->kind == GD_EXPORTER_MIDDLE ? 512 : 0;
	unsigned int length = PAGE_SIZE - offset;

	if (m->kind == GD_EXPORTER_PARTIAL ||
	    (m->kind == GD_EXPORTER_RAGGED && i == m->count - 2))
		length = PAGE_SIZE / 2;
	sg_set_page(sg, m->pages[i % m->n_pages], length, offset);
}

/* As DMABUF_DEBUG does it: again undoes it. The low bits are the table's own. */
static void pages_mangle(const struct memory *m, struct sg_table *sgt)
{
	struct scatterlist *sg;
	int i;

	if (m->kind == GD_EXPORTER_MANGLED)
		for_each_sgtable_sg(sgt, sg, i)
			sg->page_link ^= ~0xffUL;
}

static int device_map(const struct memory *m, struct device *dev,
		      struct sg_table *sgt, enum dma_data_direction direction)
{
	size_t size = m->count * PAGE_SIZE;
	dma_addr_t address = dma_map_resource(dev, m->address, size, direction,
					      0);

	if (dma_mapping_error(dev, address))
		return -EIO;
	sg_dma_address(sgt->sgl) = address;
	sg_dma_len(sgt->sgl) = size;
	return 0;
}

static struct sg_table *memory_map(struct dma_buf_attachment *attachment,
				   enum dma_data_direction direction)
{
	const struct memory *m = attachment->dmabuf->priv;
	u32 i, n = m->count - (m->kind == GD_EXPORTER_SHORT);
	struct scatterlist *sg;
	struct sg_table *sgt;
	int err;

	if (m->kind == GD_EXPORTER_FAILING)
		return ERR_PTR(-EBUSY);
	sgt = kzalloc(sizeof(*sgt), GFP_KERNEL);
	if (!sgt)
		return ERR_PTR(-ENOMEM);
	err = sg_alloc_table(sgt, m->pages ? n : 1, GFP_KERNEL);
	if (err)
		goto free_sgt;
	if (!m->pages) {
		err = device_map(m, attachment->dev, sgt, direction);
		if (err)
			goto free_table;
		return sgt;
	}
	for_each_sgtable_sg(sgt, sg, i)
		segment_set(m, sg, i);
	err = dma_map_sgtable(attachment->dev, sgt, MAP_DIRECTION, 0);
	if (err)
		goto free_table;
	pages_mangle(m, sgt);
	return sgt;

free_table:
	sg_free_table(sgt);
free_sgt:
	kfree(sgt);
	return ERR_PTR(err);
}

static void memory_unmap(struct dma_buf_attachment *attachment,
			 struct sg_table *sgt,
			 enum dma_data_direction direction)
{
	const struct memory *m = attachment->dmabuf->priv;

	pages_mangle(m, sgt);
	if (m->pages)
		dma_unmap_sgtable(attachment->dev, sgt, MAP_DIRECTION, 0);
	else
		dma_unmap_resource(attachment->dev, sg_dma_address(sgt->sgl),
				   sg_dma_len(sgt->sgl), direction, 0);
	sg_free_table(sgt);
	kfree(sgt);
}

static int memory_mmap(struct dma_buf *dmabuf, struct vm_area_struct *vma)
{
	const struct memory *m = dmabuf->priv;
	unsigned long i;
	int err = 0;

	if (m->kind > GD_EXPORTER_MANGLED)
		return -EINVAL;
	for (i = 0; i < vma_pages(vma) && !err; i++)
		err = vm_insert_page(vma, vma->vm_start + i * PAGE_SIZE,
				     m->pages[(vma->vm_pgoff + i) % m->n_pages]);
	return err;
}

static void foreign_unmap(struct memory *m)
{
	struct gnttab_unmap_grant_ref op;

	gnttab_set_unmap_op(&op, (unsigned long)page_address(m->pages[0]),
			    GNTMAP_host_map, m->handle);
	WARN_ON(gnttab_unmap_refs(&op, NULL, m->pages, 1));
	gnttab_free_pages(1, m->pages);
}

static void memory_free(struct memory *m)
{
	if (m->kind == GD_EXPORTER_FOREIGN && m->n_pages)
		foreign_unmap(m);
	else if (m->kind < GD_EXPORTER_FOREIGN)
		while (m->n_pages)
			__free_page(m->pages[--m->n_pages]);
	kvfree(m->pages);
	kfree(m);
}

static void memory_release(struct dma_buf *dmabuf)
{
	memory_free(dmabuf->priv);
}

static const struct dma_buf_ops memory_ops = {
	.map_dma_buf = memory_map,
	.unmap_dma_buf = memory_unmap,
	.mmap = memory_mmap,
	.release = memory_release,
};

static int foreign_map(struct memory *m, domid_t domid, grant_ref_t ref)
{
	struct gnttab_map_grant_ref op;
	int err = gnttab_alloc_pages(1, m->pages);

	if (err)
		return err;
	gnttab_set_map_op(&op, (unsigned long)page_address(m->pages[0]),
			  GNTMAP_host_map, ref, domid);
	err = gnttab_map_refs(&op, NULL, m->pages, 1);
	if (err || op.status != GNTST_okay) {
		gnttab_free_pages(1, m->pages);
		return -EACCES;
	}
	m->handle = op.handle;
	m->n_pages = 1;
	return 0;
}

static int pages_compare(const void *a, const void *b)
{
	const struct page *x = *(struct page *const *)a;
	const struct page *y = *(struct page *const *)b;

	return x < y ? 1 : -1;
}

static int ram_alloc(struct memory *m, u32 n)
{
	for (; m->n_pages < n; m->n_pages++) {
		m->pages[m->n_pages] = alloc_page(GFP_KERNEL | __GFP_ZERO);
		if (!m->pages[m->n_pages])
			return -ENOMEM;
	}
	sort(m->pages, n, sizeof(*m->pages), pages_compare, NULL);
	return 0;
}

static int card_find(struct memory *m)
{
	struct pci_dev *card = pci_get_class(PCI_CLASS_DISPLAY_VGA << 8, NULL);

	if (!card)
		return -ENODEV;
	m->address = pci_resource_start(card, 0);
	pci_dev_put(card);
	return m->address ? 0 : -ENODEV;
}

static int memory_fill(struct memory *m,
		       const struct gd_exporter_create *create)
{
	if (m->kind == GD_EXPORTER_CARD)
		return card_find(m);
	m->pages = kvcalloc(m->count, sizeof(*m->pages), GFP_KERNEL);
	if (!m->pages)
		return -ENOMEM;
	switch (m->kind) {
	case GD_EXPORTER_FOREIGN:
		return foreign_map(m, create->domid, create->ref);
	case GD_EXPORTER_LEGACY:
		if (!IS_ENABLED(CONFIG_X86) ||
		    !pfn_valid(PHYS_PFN(LEGACY_ADDRESS)))
			return -ENODEV;
		m->pages[0] = pfn_to_page(PHYS_PFN(LEGACY_ADDRESS));
		m->n_pages = 1;
		return 0;
	case GD_EXPORTER_REPEATED:
		return ram_alloc(m, 1);
	default:
		return ram_alloc(m, m->count);
	}
}

static int memory_export(struct memory *m)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	struct dma_buf *dmabuf;
	int fd;

	info.ops = &memory_ops;
	info.size = (size_t)m->count << PAGE_SHIFT;
	info.flags = O_RDWR;
	info.priv = m;
	dmabuf = dma_buf_export(&info);
	if (IS_ERR(dmabuf)) {
		memory_free(m);
		return PTR_ERR(dmabuf);
	}
	fd = dma_buf_fd(dmabuf, O_CLOEXEC);
	if (fd < 0)
		dma_buf_put(dmabuf);
	return fd;
}

static long exporter_ioctl(struct file *file, unsigned int cmd,
			   unsigned long arg)
{
	struct gd_exporter_create create;
	struct memory *m;
	int err;

	if (cmd != GD_EXPORTER_CREATE)
		return -ENOTTY;
	if (copy_from_user(&create, (void __user *)arg, sizeof(create)))
		return -EFAULT;
	if (create.kind >= GD_EXPORTER_KINDS || !create.count)
		return -EINVAL;
	m = kzalloc(sizeof(*m), GFP_KERNEL);
	if (!m)
		return -ENOMEM;
	m->kind = create.kind;
	m->count = create.count;
	err = memory_fill(m, &create);
	if (err) {
		memory_free(m);
		return err;
	}
	return memory_export(m);
}

static const struct file_operations exporter_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = exporter_ioctl,
};

static struct miscdevice exporter = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "gd-exporter",
	.fops = &exporter_fops,
	.mode = 0600,
};

module_misc_device(exporter);

MODULE_DESCRIPTION("dma-bufs of memory of every kind, for tests");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(DMA_BUF);
