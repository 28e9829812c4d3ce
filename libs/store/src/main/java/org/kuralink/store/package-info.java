/** Files that survive a power cut and a full disk. */
package org.kuralink.store;
