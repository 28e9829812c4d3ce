/**
 * An HTTP client with one time limit for a whole exchange, and downloads of files with a known size
 * and digest.
 */
package org.kuralink.download;
