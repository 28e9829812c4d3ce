/**
 * Remote configuration: applies the configurations of the platform, or restores the former ones.
 */
package org.kuralink.cota;
