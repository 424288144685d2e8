/* The yardstick: what hand-written C needs for one epoch of one particular network.
 *
 * 2-16-16-1, tanh, half squared error, plain SGD, 250 samples in batches of 10, float64. Shapes are constants
 * and the gradients are derived by hand, so the compiler can unroll and vectorise all of it. Samples of a
 * batch lie side by side in rows of LANES numbers; the spare lanes are given no error, so they add nothing.
 *
 *   gcc -O3 -march=native -ffast-math mlp.c -o mlp -lm && ./mlp [rounds]
 *
 * Prints the fewest microseconds an epoch took over the rounds, and the loss (which shows that it learns).
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { SAMPLES = 250, BATCH = 10, LANES = 12, HIDDEN = 16, EPOCHS_A_ROUND = 50 };

static double weight_1[2][HIDDEN], bias_1[HIDDEN];
static double weight_2[HIDDEN][HIDDEN], bias_2[HIDDEN]; /* [from][to] */
static double weight_3[HIDDEN], bias_3;
static double point[2][SAMPLES + LANES], target[SAMPLES + LANES];

/* e^x = 2^k e^r with |r| <= ln 2 / 2 and a Taylor polynomial for e^r, written so that it vectorises. */
static inline double vector_exp(double x) {
    static const double coefficient[] = {1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040,
                                         1.0 / 720,      1.0 / 120,     1.0 / 24,     1.0 / 6,     0.5, 1.0, 1.0};
    double k = __builtin_rint(x * 1.4426950408889634);
    double r = x - k * 0.69314718036912382 - k * 1.9082149292705877e-10;
    double sum = 1.0 / 479001600;
    for (int i = 0; i < 12; i++) sum = sum * r + coefficient[i];
    union { double number; int64_t bits; } power = {.number = k + 6755399441055744.0};
    power.bits = (power.bits + 1023) << 52;
    return sum * power.number;
}

static inline double vector_tanh(double x) {
    x = x > 20 ? 20 : x < -20 ? -20 : x;
    return 1 - 2 / (vector_exp(2 * x) + 1);
}

static double epoch(double rate) {
    double loss = 0;
    for (int first = 0; first < SAMPLES; first += BATCH) {
        double x[2][LANES] = {{0}}, h1[HIDDEN][LANES], h2[HIDDEN][LANES];
        double d1[HIDDEN][LANES], d2[HIDDEN][LANES], d3[LANES], sum[LANES];
        double slope_2[HIDDEN][HIDDEN], slope_3[HIDDEN];
        double slope_bias_1[HIDDEN], slope_bias_2[HIDDEN], slope_bias_3 = 0;

        for (int i = 0; i < 2; i++)
            for (int l = 0; l < BATCH; l++) x[i][l] = point[i][first + l];
        for (int j = 0; j < HIDDEN; j++)
            for (int l = 0; l < LANES; l++)
                h1[j][l] = vector_tanh(bias_1[j] + weight_1[0][j] * x[0][l] + weight_1[1][j] * x[1][l]);
        for (int j = 0; j < HIDDEN; j++) {
            for (int l = 0; l < LANES; l++) sum[l] = bias_2[j];
            for (int i = 0; i < HIDDEN; i++)
                for (int l = 0; l < LANES; l++) sum[l] += weight_2[i][j] * h1[i][l];
            for (int l = 0; l < LANES; l++) h2[j][l] = vector_tanh(sum[l]);
        }
        for (int l = 0; l < LANES; l++) sum[l] = bias_3;
        for (int i = 0; i < HIDDEN; i++)
            for (int l = 0; l < LANES; l++) sum[l] += weight_3[i] * h2[i][l];
        for (int l = 0; l < LANES; l++) {
            double output = vector_tanh(sum[l]);
            double error = l < BATCH ? output - target[first + l] : 0;
            loss += 0.5 * error * error;
            d3[l] = error / BATCH * (1 - output * output);
        }

        for (int l = 0; l < LANES; l++) slope_bias_3 += d3[l];
        for (int i = 0; i < HIDDEN; i++) {
            double slope = 0, bias = 0;
            for (int l = 0; l < LANES; l++) {
                slope += d3[l] * h2[i][l];
                d2[i][l] = d3[l] * weight_3[i] * (1 - h2[i][l] * h2[i][l]);
                bias += d2[i][l];
            }
            slope_3[i] = slope;
            slope_bias_2[i] = bias;
        }
        for (int i = 0; i < HIDDEN; i++) {
            for (int l = 0; l < LANES; l++) sum[l] = 0;
            for (int j = 0; j < HIDDEN; j++) {
                double slope = 0;
                for (int l = 0; l < LANES; l++) {
                    slope += h1[i][l] * d2[j][l];
                    sum[l] += weight_2[i][j] * d2[j][l];
                }
                slope_2[i][j] = slope;
            }
            double bias = 0;
            for (int l = 0; l < LANES; l++) {
                d1[i][l] = sum[l] * (1 - h1[i][l] * h1[i][l]);
                bias += d1[i][l];
            }
            slope_bias_1[i] = bias;
        }

        for (int j = 0; j < HIDDEN; j++) {
            double slope[2] = {0};
            for (int l = 0; l < LANES; l++) {
                slope[0] += x[0][l] * d1[j][l];
                slope[1] += x[1][l] * d1[j][l];
            }
            weight_1[0][j] -= rate * slope[0];
            weight_1[1][j] -= rate * slope[1];
            bias_1[j] -= rate * slope_bias_1[j];
            bias_2[j] -= rate * slope_bias_2[j];
            weight_3[j] -= rate * slope_3[j];
            for (int i = 0; i < HIDDEN; i++) weight_2[i][j] -= rate * slope_2[i][j];
        }
        bias_3 -= rate * slope_bias_3;
    }
    return loss / SAMPLES;
}

static double uniform(void) { return rand() / (double)RAND_MAX * 2 - 1; }

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

int main(int count, char **arguments) {
    int rounds = count > 1 ? atoi(arguments[1]) : 100;
    double loss = 0, best = INFINITY;
    for (int k = 0; k < SAMPLES; k++) {
        point[0][k] = uniform();
        point[1][k] = uniform();
        target[k] = point[0][k] * point[0][k] + point[1][k] * point[1][k] < 0.6 ? 1 : -1;
    }
    for (int j = 0; j < HIDDEN; j++) {
        weight_1[0][j] = uniform();
        weight_1[1][j] = uniform();
        weight_3[j] = uniform();
        for (int i = 0; i < HIDDEN; i++) weight_2[i][j] = uniform();
    }
    for (int k = 0; k < rounds; k++) {
        double start = now();
        for (int e = 0; e < EPOCHS_A_ROUND; e++) loss = epoch(0.03);
        double took = (now() - start) / EPOCHS_A_ROUND;
        if (took < best) best = took;
    }
    printf("%.3f %g\n", best, loss);
}
