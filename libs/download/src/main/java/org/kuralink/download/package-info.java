/**
 * Fetches over HTTP within one time limit, and a file of which it knows whether it is the right
 * one.
 */
package org.kuralink.download;
